"""Tell whether the app answers: exit code 0, or 1."""

import os
import urllib.request

ADDRESS = f"http://127.0.0.1:{os.environ.get('FIFTHDAY_PORT', '8501')}/_stcore/health"

if __name__ == "__main__":
    try:
        with urllib.request.urlopen(ADDRESS, timeout=4) as answer:
            raise SystemExit(answer.status != 200)
    except OSError as error:
        raise SystemExit(f"no answer: {error}") from error
