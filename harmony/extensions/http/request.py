"""http.request: sends one HTTP request; what goes wrong is sorted into classes that retries go by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from harmony.sdk import Duration, Json, Param, StepFailed, node

if TYPE_CHECKING:
    import httpx

_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)?\Z")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, None: 1.0}


@dataclass(frozen=True, slots=True)
class Response:
    """The answer.

    Attributes:
        body: JSON as data, text as text, all else as bytes.
        status: The status code, 200 to 399.
        headers: The answer's headers, names in lower case.
    """

    body: Any
    status: int
    headers: Json


@node(
    title="HTTP request",
    icon="fa6s.globe",
    effects="writes",
    deterministic=False,
    secrets=True,
    examples=[{"title": "Get JSON", "with": {"url": "https://example.com/items.json"}}],
)
async def request(
    *,
    url: Annotated[str, Param(title="URL", placeholder="https://…", pattern="^https?://")],
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] = "GET",
    headers: Mapping[str, str] | None = None,
    query: Mapping[str, Any] | None = None,
    body: Any = None,
    timeout: Duration = "30s",
    **ports: Any,
) -> Response:
    """Calls an address.

    Args:
        url: The address.
        method: What to do there.
        headers: Headers to send.
        query: Added to the address as ?name=value.
        body: Sent along: an object or a list as JSON, a text as it is.
        timeout: How long to wait for connecting and for each part of the answer.
    """
    import httpx

    sent = _headers(headers or {})
    content = {"content": body} if isinstance(body, str | bytes) else {"json": body} if body is not None else {}
    try:
        async with httpx.AsyncClient(timeout=_seconds(timeout), follow_redirects=True) as client:
            answer = await client.request(method, url, headers=sent, params=_params(query), **content)
    except httpx.TimeoutException as error:
        raise StepFailed(f"{_host(url)} did not answer within {timeout}.", error_class="timeout") from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.TooManyRedirects) as error:
        raise StepFailed(f"{url} cannot be called: {error}", error_class="invalid_input", retryable=False) from error
    except httpx.TransportError as error:
        said = str(error) or type(error).__name__
        raise StepFailed(f"{_host(url)} could not be reached: {said}", error_class="network") from error
    _see_status(answer, method)
    return Response(_body(answer), answer.status_code, dict(answer.headers))


def _params(query: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The query without what is not given; None keeps the address's own."""
    return {name: value for name, value in query.items() if value is not None} if query else None


def _seconds(duration: str | float) -> float:
    """A duration in seconds."""
    found = _DURATION.match(str(duration).strip())
    if not found:
        raise StepFailed(
            f"`timeout` must be a duration such as 30s, not {duration!r}.", error_class="invalid_input", retryable=False
        )
    return float(found[1]) * _SECONDS[found[2]]


def _headers(given: Mapping[str, str]) -> dict[str, str]:
    """Headers as they can be sent; the value of one is not shown, it may be a secret."""
    for name, value in given.items():
        if not (name.isascii() and name.replace("-", "").replace("_", "").isalnum()):
            raise StepFailed(
                f"“{name}” cannot be the name of a header: use letters, digits and -.",
                error_class="invalid_input",
                retryable=False,
            )
        if not (value.isascii() and value.isprintable()):
            raise StepFailed(
                f"The header “{name}” holds characters that headers cannot carry: use ASCII, without line breaks.",
                error_class="invalid_input",
                retryable=False,
            )
    return dict(given)


def _see_status(answer: httpx.Response, method: str) -> None:
    """Raise the failure that a status of 400 and more stands for."""
    status = answer.status_code
    if status < 400:
        return
    text = " ".join(answer.text.split())[:300] if answer.charset_encoding or answer.text.isprintable() else ""
    said = f": {text}" if text else ""
    raise StepFailed(
        f"{method} {_shown(answer.url)} answered {status} {answer.reason_phrase}{said}",
        error_class=_class_of(status),
        retry_after=_retry_after(answer.headers.get("retry-after", "")),
        detail={"status": status, "body": answer.text[:4000]},
    )


def _class_of(status: int) -> str:
    named = {408: "timeout", 425: "unavailable", 429: "rate_limit", 401: "auth", 403: "auth", 504: "timeout"}
    return named.get(status) or ("unavailable" if status >= 500 else "invalid_input")


def _retry_after(value: str) -> float | None:
    """Seconds that a Retry-After header asks for: a number, or a date."""
    if value.isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _body(answer: httpx.Response) -> Any:
    """The body as its content type says.

    Raises:
        StepFailed: it says JSON and is none.
    """
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not answer.content:
        return None
    if kind == "application/json" or kind.endswith("+json"):
        try:
            return answer.json()
        except ValueError as error:
            raise StepFailed(
                f"{_shown(answer.url)} says that it answers JSON, but does not: {error}", error_class="invalid_output"
            ) from error
    is_text = kind.startswith("text/") or kind in ("application/xml", "application/javascript") or "+xml" in kind
    return answer.text if is_text else answer.content


def _shown(url: httpx.URL) -> str:
    """The address for a message: its query may hold keys."""
    return str(url.copy_with(query=None, username=None, password=None))


def _host(url: str) -> str:
    return re.sub(r"^(https?://)(?:[^/@]*@)?([^/?#]*).*$", r"\1\2", url)
