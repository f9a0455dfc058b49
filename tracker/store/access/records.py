"""Accounts, consents and invitations within one transaction."""

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from tracker.domain.access.accounts import Account, Identity, NewAccount, Role
from tracker.domain.access.chain import Details, Entry, Found
from tracker.domain.access.consents import Consent, NewConsent
from tracker.domain.access.invitations import Invitation, NewInvitation
from tracker.domain.records.kept import NewPerson
from tracker.errors import InvalidEntry, NotFound
from tracker.store import mapping
from tracker.store.access.log import AuditLog
from tracker.store.access.tables import AccountRow, ConsentRow, InvitationRow
from tracker.store.damage import build, said_when_damaged
from tracker.store.rows import add_row, get_row

_MOST_LOOKS = 200
"""Chosen: what a person reads of who looked."""


@said_when_damaged
class AccessRecords:
    """Who signs in, who consented to what, and who was invited."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # Accounts

    def add_account(self, account: NewAccount) -> Account:
        """Add an account."""
        row = AccountRow(
            issuer=account.identity.issuer,
            subject=account.identity.subject,
            name=account.name,
            role=account.role,
            person_id=account.person_id,
        )
        return _to_account(add_row(self._session, row))

    def find_account(self, identity: Identity) -> Account | None:
        """Return the account that somebody signs in to, None if there is none."""
        query = select(AccountRow).where(
            AccountRow.issuer == identity.issuer, AccountRow.subject == identity.subject
        )
        row = self._session.scalar(query)
        return None if row is None else _to_account(row)

    def list_accounts(self) -> tuple[Account, ...]:
        """Return all accounts, in the order of arrival."""
        rows = self._session.scalars(select(AccountRow).order_by(AccountRow.id))
        return tuple(map(_to_account, rows))

    def count_accounts(self) -> int:
        """Return how many accounts there are."""
        return self._session.scalar(select(func.count(AccountRow.id))) or 0

    def list_practitioners(self) -> tuple[Account, ...]:
        """Return whom a client can consent to, by name."""
        query = select(AccountRow).where(AccountRow.role == Role.PRACTITIONER)
        rows = self._session.scalars(query.order_by(AccountRow.name, AccountRow.id))
        return tuple(map(_to_account, rows))

    def set_role(self, account_id: int, role: Role | None) -> Account:
        """Give an account another role; with None it may do nothing any more."""
        row = get_row(self._session, AccountRow, account_id)
        row.role = role
        return _to_account(row)

    def sign_out(self, account_id: int, at: datetime) -> None:
        """Have what was signed in until now be signed in no more."""
        get_row(self._session, AccountRow, account_id).signed_out_at = at

    # Consents

    def give_consent(self, consent: NewConsent) -> Consent:
        """Keep a consent, in place of an earlier one to the same practitioner or for research."""
        if consent.practitioner_id is not None:
            account = self._session.get(AccountRow, consent.practitioner_id)
            if account is None or account.role is not Role.PRACTITIONER:
                raise NotFound("This practitioner is no longer here. Please choose another one.")
        self._revoke(consent.person_id, consent.practitioner_id, consent.given_at)
        return _to_consent(add_row(self._session, ConsentRow(**mapping.values_of(consent))))

    def revoke_consent(self, consent_id: int, at: datetime) -> None:
        """Revoke a consent; one that is revoked already stays as it is."""
        row = get_row(self._session, ConsentRow, consent_id)
        self._revoke(row.person_id, row.practitioner_id, at)

    def list_consents(self, person_id: int) -> tuple[Consent, ...]:
        """Return what a person consented to, the latest first, also what was revoked."""
        query = select(ConsentRow).where(ConsentRow.person_id == person_id)
        rows = self._session.scalars(query.order_by(ConsentRow.id.desc()))
        return tuple(map(_to_consent, rows))

    def list_looks(self, person_id: int) -> tuple[tuple[Entry, Details], ...]:
        """Return who looked at a person's record and changed it last, the latest first."""
        return AuditLog(self._session).list_about(person_id, _MOST_LOOKS)

    # The audit

    def list_flaws(self) -> tuple[Found, ...]:
        """Go through the audit's chain and return everything that is wrong with it."""
        return tuple(AuditLog(self._session).find_flaws())

    def find_end(self) -> tuple[int, str]:
        """Return how many entries the audit has, and the digest of the last one."""
        return AuditLog(self._session).head()

    def find_digest(self, number: int) -> str | None:
        """Return the digest of an entry of the audit, None where there is none."""
        return AuditLog(self._session).digest_at(number)

    # Invitations

    def invite(self, person: NewPerson, invitation: NewInvitation) -> Invitation:
        """Add a person and an invitation that is good for them alone.

        Nobody is invited to a record that is there already: it might be somebody else's.
        """
        owner = add_row(self._session, mapping.from_person(person))
        values = mapping.values_of(invitation) | {"person_id": owner.id}
        return _to_invitation(add_row(self._session, InvitationRow(**values)))

    def list_invitations(self, account_id: int) -> tuple[Invitation, ...]:
        """Return whom an account invited, the latest first."""
        query = select(InvitationRow).where(InvitationRow.invited_by == account_id)
        rows = self._session.scalars(query.order_by(InvitationRow.id.desc()))
        return tuple(map(_to_invitation, rows))

    def use_invitation(self, digest: str, account: NewAccount, now: datetime) -> Account:
        """Use a link up and add the client's account that it is good for.

        Raises
        ------
        InvalidEntry
            If the link is unknown, used or too old. The three are not told apart.
        """
        open_ones = (
            InvitationRow.digest == digest,
            InvitationRow.used_at.is_(None),
            InvitationRow.expires_at > now,
        )
        used = update(InvitationRow).where(*open_ones).values(used_at=now)
        person_id = self._session.scalar(used.returning(InvitationRow.person_id))
        if person_id is None:
            raise InvalidEntry(
                "This invitation was used already, or is too old. Please ask for a new one."
            )
        values = vars(account) | {"person_id": person_id, "role": Role.CLIENT}
        return self.add_account(NewAccount(**values))

    def erase(self, person_id: int) -> None:
        """Erase the account of a person who is deleted, and what the audit says of them."""
        mine = select(AccountRow).where(AccountRow.person_id == person_id)
        account = self._session.scalar(mine)
        is_client = account is not None and account.role in (Role.CLIENT, None)
        AuditLog(self._session).erase(person_id, account.id if account and is_client else None)
        if account is not None and is_client:
            self._session.execute(delete(AccountRow).where(AccountRow.id == account.id))

    def _revoke(self, person_id: int, practitioner_id: int | None, at: datetime) -> None:
        row = ConsentRow
        to_whom = row.practitioner_id == practitioner_id  # IS NULL where there is nobody
        held = (row.person_id == person_id, to_whom, row.revoked_at.is_(None))
        self._session.execute(update(row).where(*held).values(revoked_at=at))
        self._session.flush()


def _to_account(row: AccountRow) -> Account:
    identity = Identity(issuer=row.issuer, subject=row.subject)
    names = ("id", "name", "role", "person_id", "signed_out_at")
    return build(Account, {"identity": identity} | {name: getattr(row, name) for name in names})


def _to_consent(row: ConsentRow) -> Consent:
    return mapping.to_record(Consent, row)


def _to_invitation(row: InvitationRow) -> Invitation:
    return mapping.to_record(Invitation, row)
