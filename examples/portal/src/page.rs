//! The portal's page, its stylesheet, and the widget's files.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use serde::Deserialize;
use tower_http::services::ServeDir;

use crate::problem::Problem;
use crate::{Portal, headers, worker};

const INDEX: &str = include_str!("../../../index.html");
/// The widget's tag and script as they stand in the page.
const TAG: &str = r#"<touch-base config="touchbase.json" lang="en" theme="auto">"#;
const SCRIPT: &str = r#"src="touchbase/touchbase.js""#;

/// What a host fills in where the frame page stands by itself.
const FRAME_CONFIG: &str = r#"name="touchbase-config" content="""#;
/// The frame page as the router beneath sees it.
const FRAME: &str = "/frame.html";

const LAST_LINK: &str = r##"<li><a href="#notices">Notices</a></li>"##;
const SIGN_IN_LINK: &str = r#"<li><a href="sign-in">Sign in or out</a></li>"#;
const END: &str = "</body>";
const SESSION_SCRIPT: &str = r#"<script type="module" src="assets/session.js"></script>"#;

const STYLES: &str = include_str!("../assets/portal.css");
const ICON: &str = include_str!("../assets/icon.svg");
const SESSION: &str = include_str!("../assets/session.js");
const DESK_STYLES: &str = include_str!("../assets/desk.css");

pub(crate) fn routes() -> Router<Arc<Portal>> {
    Router::new()
        .route("/", get(index))
        .route("/isolated", get(isolated))
        .route("/support", get(alone))
        .route(
            "/assets/portal.css",
            asset("text/css; charset=utf-8", STYLES),
        )
        .route(
            "/assets/desk.css",
            asset("text/css; charset=utf-8", DESK_STYLES),
        )
        .route("/assets/session.js", asset("text/javascript", SESSION))
        .route("/assets/icon.svg", asset("image/svg+xml", ICON))
}

/// The files that were built, each in its precompressed form where there is one.
pub(crate) fn widget_files(portal: &Arc<Portal>) -> Router {
    let files = ServeDir::new(&portal.pkg)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip();
    Router::new()
        .fallback_service(files)
        .layer(middleware::from_fn_with_state(
            Arc::clone(portal),
            widget_headers,
        ))
}

pub(crate) async fn not_found() -> Response {
    let mut response =
        Problem::new(StatusCode::NOT_FOUND, "not-found", "There is nothing here.").into_response();
    headers::harden(response.headers_mut(), None);
    response
}

/// Attributes of the tag as a query, so that one page shows every way of embedding. `mode=isolated`
/// loads the script from the second origin, where the frame then lives.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Embedding {
    lang: Option<String>,
    mode: Option<String>,
    root: Option<String>,
    start: Option<String>,
    theme: Option<String>,
}

async fn index(
    State(portal): State<Arc<Portal>>,
    Query(embedding): Query<Embedding>,
    asked: HeaderMap,
) -> Response {
    let isolated = embedding.mode.as_deref() == Some("isolated");
    let second = isolated.then(|| portal.origins.second(&asked));
    let mut page = embedding.page(second.as_deref());
    if portal.staff.is_some() {
        page = with_sign_in(&page).into();
    }
    if portal.worker {
        page = worker::registered(&page).into();
    }
    let mut response = Html(page).into_response();
    // Not `no-store`: a page that may be kept for the back button is what a host really has.
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    let policy = match second {
        Some(second) => headers::isolated_page_policy(&second, portal.worker),
        None => headers::page_policy(portal.wasm_allowed, portal.worker),
    };
    headers::harden(response.headers_mut(), Some(&policy));
    response
}

/// The page with the widget in a frame of the second origin.
async fn isolated(
    portal: State<Arc<Portal>>,
    Query(embedding): Query<Embedding>,
    asked: HeaderMap,
) -> Response {
    let mode = Some("isolated".to_owned());
    index(portal, Query(Embedding { mode, ..embedding }), asked).await
}

/// The frame page at a plain address, for a personal phone or a code on a poster: the widget's own
/// page, told where the configuration is.
async fn alone(State(portal): State<Arc<Portal>>) -> Response {
    let file = portal.pkg.join("frame.html");
    let Ok(page) = tokio::fs::read_to_string(file).await else {
        return not_found().await;
    };
    let page = page
        .replace(
            FRAME_CONFIG,
            r#"name="touchbase-config" content="touchbase.json""#,
        )
        .replace(r#"src="frame.js""#, r#"src="touchbase/frame.js""#);
    let mut response = Html(page).into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    let policy = headers::frame_policy(portal.wasm_allowed, &portal.origins);
    headers::harden(response.headers_mut(), Some(&policy));
    response
}

impl Embedding {
    /// The page with this tag; `second` is the origin to load the script from, if not its own.
    fn page(&self, second: Option<&str>) -> Cow<'static, str> {
        let asked = [
            ("lang", &self.lang),
            ("mode", &self.mode),
            ("root", &self.root),
            ("start", &self.start),
            ("theme", &self.theme),
        ];
        let asked = asked
            .iter()
            .filter_map(|(name, value)| Some((*name, value.as_deref()?)));
        let mut attributes = vec![("lang", "en"), ("theme", "auto")];
        // A word and nothing else gets into the page.
        for (name, value) in asked.filter(|(_, value)| is_word(value)) {
            attributes.retain(|(other, _)| *other != name);
            attributes.push((name, value));
        }
        if attributes == [("lang", "en"), ("theme", "auto")] {
            return INDEX.into();
        }
        let mut tag = r#"<touch-base config="touchbase.json""#.to_owned();
        for (name, value) in attributes {
            tag.push_str(&format!(r#" {name}="{value}""#));
        }
        tag.push('>');
        let page = INDEX.replace(TAG, &tag);
        let Some(origin) = second else {
            return page.into();
        };
        page.replace(SCRIPT, &format!(r#"src="{origin}/touchbase/touchbase.js""#))
            .into()
    }
}

/// What a host adds where a post needs a token: a way to sign in, and the script that asks for one.
fn with_sign_in(page: &str) -> String {
    page.replace(LAST_LINK, &format!("{LAST_LINK}{SIGN_IN_LINK}"))
        .replace(END, &format!("{SESSION_SCRIPT}{END}"))
}

fn is_word(value: &str) -> bool {
    (1..=20).contains(&value.len())
        && value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

pub(crate) fn asset(content_type: &'static str, text: &'static str) -> MethodRouter<Arc<Portal>> {
    get(move || async move {
        let kind = [
            (header::CONTENT_TYPE, content_type),
            (header::CACHE_CONTROL, "no-cache"),
        ];
        let mut response = (kind, text).into_response();
        headers::harden(response.headers_mut(), None);
        response
    })
}

async fn widget_headers(
    State(portal): State<Arc<Portal>>,
    request: Request,
    next: Next,
) -> Response {
    let (asked, uri) = (request.headers().clone(), request.uri().clone());
    let mut response = next.run(request).await;
    if response.status() == StatusCode::NOT_FOUND {
        response = not_found().await;
    }
    let policy = match uri.path() {
        FRAME => headers::frame_policy(portal.wasm_allowed, &portal.origins),
        _ => headers::widget_policy(portal.wasm_allowed, &portal.origins),
    };
    let answer = response.headers_mut();
    headers::harden(answer, Some(&policy));
    portal.origins.let_read(&asked, answer);
    answer.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    answer.insert(header::CACHE_CONTROL, cache_control(&uri));
    response
}

/// A name that holds a hash never changes its contents; every other file is asked for again.
fn cache_control(uri: &Uri) -> HeaderValue {
    let name = Path::new(uri.path())
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let is_hash = |part: &str| {
        part.len() >= 8
            && part.bytes().all(|b| b.is_ascii_hexdigit())
            && part.bytes().any(|b| b.is_ascii_digit())
    };
    if name.split(['.', '-', '_']).any(is_hash) {
        HeaderValue::from_static("public, max-age=31536000, immutable")
    } else {
        HeaderValue::from_static("no-cache")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_holds_the_tag_and_the_script_to_be_changed() {
        assert_eq!(INDEX.matches(TAG).count(), 1);
        assert_eq!(INDEX.matches(SCRIPT).count(), 1);
        assert_eq!(INDEX.matches(LAST_LINK).count(), 1);
        assert_eq!(INDEX.matches(END).count(), 1);
        let frame = include_str!("../../../www/frame.html");
        assert_eq!(frame.matches(FRAME_CONFIG).count(), 1);
        assert_eq!(frame.matches(r#"src="frame.js""#).count(), 1);
    }

    #[test]
    fn only_words_get_into_the_tag() {
        let embedding = Embedding {
            lang: Some("es".into()),
            root: Some("\"><script>".into()),
            start: Some("options".into()),
            ..Embedding::default()
        };
        let page = embedding.page(Some("http://127.0.0.1:2"));
        assert!(page.contains(
            r#"<touch-base config="touchbase.json" theme="auto" lang="es" start="options">"#
        ));
        assert!(page.contains(r#"src="http://127.0.0.1:2/touchbase/touchbase.js""#));
    }

    #[test]
    fn only_names_with_a_hash_are_kept_without_asking() {
        for (path, kept) in [
            ("/touchbase.js", false),
            ("/touchbase_bg.wasm", false),
            ("/locales/defaced-feedbeef.json", false),
            ("/touchbase-1f00ba4c9d.wasm", true),
            ("/a1b2c3d4.css", true),
        ] {
            let uri: Uri = path.parse().unwrap();
            assert_eq!(cache_control(&uri) != "no-cache", kept, "{path}");
        }
    }
}
