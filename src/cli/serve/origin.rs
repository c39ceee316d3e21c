//! Pages of other origins: which of them may ask, and what they are told.

use std::str::FromStr;

use axum::extract::Request;
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};

use super::answer::Refusal;

/// What pages of allowed origins may ask for: what is there for programs. The page's own paths are not.
const OPEN: [&str; 4] = ["/extract", "/openapi.json", "/healthz", "/metrics"];

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// An origin as browsers write it: `https://news.example`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origin(HeaderValue);

impl FromStr for Origin {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "an origin is a scheme, a host and where needed a port: https://news.example";
        let text = text.to_ascii_lowercase();
        let (scheme, authority) = text.split_once("://").ok_or(wrong)?;
        let default_port = match scheme {
            "http" => ":80",
            "https" => ":443",
            _ => return Err(wrong),
        };
        let authority = authority.strip_suffix(default_port).unwrap_or(authority);
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
        let host = authority.parse::<Uri>().ok();
        if !authority.chars().all(is_plain) || host.as_ref().and_then(Uri::host).is_none() {
            return Err(wrong);
        }
        let value = HeaderValue::try_from(format!("{scheme}://{authority}"));
        value.map(Self).map_err(|_| wrong)
    }
}

/// Where a request comes from.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// From the service's own page, or from what is no page.
    Own,
    /// From a page of an origin that is allowed to ask for this.
    Allowed(HeaderValue),
    /// From a page of another origin.
    Foreign,
}

impl Source {
    pub(super) fn of(request: &Request, allowed: &[Origin]) -> Self {
        let headers = request.headers();
        let mut origins = headers.get_all(header::ORIGIN).iter();
        let (first, second) = (origins.next(), origins.next());
        match first {
            // Older browsers send no `Origin` along with everything that changes something.
            None if is_told_foreign(headers) && !is_reading(request.method()) => Self::Foreign,
            None => Self::Own,
            Some(_) if second.is_some() => Self::Foreign,
            Some(origin) if is_own(origin, request) => Self::Own,
            Some(origin) => {
                let is_allowed = allowed.iter().any(|allowed| allowed.0 == origin);
                match is_allowed && OPEN.contains(&request.uri().path()) {
                    true => Self::Allowed(origin.clone()),
                    false => Self::Foreign,
                }
            }
        }
    }
}

fn is_told_foreign(headers: &HeaderMap) -> bool {
    let site = headers.get(SEC_FETCH_SITE);
    site.is_some_and(|site| site == "cross-site" || site == "same-site")
}

fn is_reading(method: &Method) -> bool {
    method == Method::GET || method == Method::HEAD
}

/// True if a page has been loaded from where the request goes to.
fn is_own(origin: &HeaderValue, request: &Request) -> bool {
    let origin = origin.to_str().unwrap_or("");
    let authority = origin
        .strip_prefix("http://")
        .or(origin.strip_prefix("https://"));
    let host = request.headers().get(header::HOST);
    let host = host.and_then(|host| host.to_str().ok());
    let host = host.or(request
        .uri()
        .authority()
        .map(|authority| authority.as_str()));
    authority
        .zip(host)
        .is_some_and(|(authority, host)| authority.eq_ignore_ascii_case(host))
}

/// The browser's question whether it may ask at all.
pub(super) fn is_preflight(request: &Request) -> bool {
    request.method() == Method::OPTIONS
        && request
            .headers()
            .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

pub(super) fn preflight() -> Response {
    let headers = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type"),
        (header::ACCESS_CONTROL_MAX_AGE, "600"),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

pub(super) fn refusal() -> Refusal {
    let message = "pages of other origins may not ask; --allow-origin names those that may";
    Refusal::new(StatusCode::FORBIDDEN, "wrong_origin", message)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn an_origin_is_no_pattern_and_no_page() {
        let read = |text: &str| text.parse::<Origin>().ok();
        let written = |text: &str| Some(Origin(HeaderValue::try_from(text).expect("a value")));
        assert_eq!(
            read("https://News.Example"),
            written("https://news.example")
        );
        assert_eq!(read("http://[::1]:3000"), written("http://[::1]:3000"));
        assert_eq!(read("https://a.example:443"), written("https://a.example"));
        let wrong = [
            "*",
            "null",
            "",
            "https://",
            "https://*",
            "https://*.example",
            "https://a.example/",
            "https://a.example/page",
            "https://a:b@c.example",
            "a.example",
            "file:///etc",
            "https://a.example\r\nx: y",
        ];
        for text in wrong {
            assert_eq!(read(text), None, "{text}");
        }
    }

    fn source(method: &str, path: &str, headers: &[(&str, &str)]) -> Source {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).expect("a request");
        let allowed = ["https://a.example".parse().expect("an origin")];
        Source::of(&request, &allowed)
    }

    #[test]
    fn where_a_request_comes_from() {
        let host = ("host", "127.0.0.1:8765");
        let allowed = Source::Allowed(HeaderValue::from_static("https://a.example"));
        let cases = [
            ("POST", "/extract", vec![host], Source::Own),
            (
                "POST",
                "/extract",
                vec![host, ("origin", "http://127.0.0.1:8765")],
                Source::Own,
            ),
            (
                "POST",
                "/extract",
                vec![host, ("origin", "http://127.0.0.1:3000")],
                Source::Foreign,
            ),
            (
                "POST",
                "/extract",
                vec![host, ("origin", "https://a.example")],
                allowed,
            ),
            (
                "POST",
                "/api/view",
                vec![host, ("origin", "https://a.example")],
                Source::Foreign,
            ),
            (
                "POST",
                "/extract",
                vec![host, ("origin", "null")],
                Source::Foreign,
            ),
            (
                "POST",
                "/extract",
                vec![host, ("origin", "https://a.example.evil.example")],
                Source::Foreign,
            ),
            (
                "POST",
                "/extract",
                vec![
                    host,
                    ("origin", "https://a.example"),
                    ("origin", "https://evil.example"),
                ],
                Source::Foreign,
            ),
            (
                "POST",
                "/extract",
                vec![host, ("sec-fetch-site", "cross-site")],
                Source::Foreign,
            ),
            (
                "GET",
                "/",
                vec![host, ("sec-fetch-site", "cross-site")],
                Source::Own,
            ),
            (
                "POST",
                "/extract",
                vec![host, ("sec-fetch-site", "same-origin")],
                Source::Own,
            ),
        ];
        for (method, path, headers, wanted) in cases {
            assert_eq!(
                source(method, path, &headers),
                wanted,
                "{method} {path} {headers:?}"
            );
        }
    }
}
