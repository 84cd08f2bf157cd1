//! Where the configuration is given, and what is wrong with it.

use touchbase::golive::{Finding, Severity};
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::app::{Places, stay};
use crate::model::{Loaded, Model, is_clear};
use crate::{source, text};

pub(crate) fn form(model: &UseReducerHandle<Model>, places: &Places) -> Html {
    let (dispatch, address) = (model.dispatcher(), places.address.clone());
    let fetch = Callback::from(move |_: MouseEvent| {
        let address = address.cast::<HtmlInputElement>();
        let address = address.map(|input| input.value().trim().to_owned());
        source::fetch(address.unwrap_or_default(), dispatch.clone());
    });
    let dispatch = model.dispatcher();
    let chosen = Callback::from(move |event: Event| {
        let input: Option<HtmlInputElement> = event.target_dyn_into();
        let Some(file) = input
            .and_then(|input| input.files())
            .and_then(|files| files.get(0))
        else {
            return;
        };
        source::open(file.into(), dispatch.clone());
    });
    let (dispatch, area) = (model.dispatcher(), places.paste.clone());
    let paste = Callback::from(move |_: MouseEvent| {
        let area = area.cast::<HtmlTextAreaElement>();
        let document = area.map(|area| area.value()).unwrap_or_default();
        source::paste(&document, &dispatch);
    });
    html! {
        <section aria-labelledby="gl-read">
            <h2 id="gl-read">{text::READ_TITLE}</h2>
            <p class="rd-text">{text::READ_HINT}</p>
            if let Some(why) = &model.unread {
                <p class="rd-notice" data-unread="">{why.clone()}</p>
            }
            // Firefox would fill a form in again after a reload.
            <form autocomplete="off" onsubmit={stay()}>
                <div class="gl-field">
                    <label for="gl-address">{text::ADDRESS}</label>
                    <input
                        ref={places.address.clone()}
                        id="gl-address"
                        name="address"
                        type="text"
                        inputmode="url"
                        spellcheck="false"
                        autocapitalize="off"
                        aria-describedby="gl-address-hint"
                        placeholder="../touchbase.json"
                    />
                    <p id="gl-address-hint" class="rd-hint">{text::ADDRESS_HINT}</p>
                    <button
                        type="submit"
                        class="rd-button rd-button--primary"
                        data-action="fetch"
                        disabled={model.reading}
                        onclick={fetch}
                    >
                        {text::FETCH}
                    </button>
                </div>
                <div class="gl-field">
                    <label for="gl-file">{text::FILE}</label>
                    <input
                        id="gl-file"
                        name="file"
                        type="file"
                        accept=".json,application/json"
                        onchange={chosen}
                    />
                </div>
                <div class="gl-field">
                    <label for="gl-paste">{text::PASTE}</label>
                    <textarea
                        ref={places.paste.clone()}
                        id="gl-paste"
                        name="paste"
                        rows="6"
                        spellcheck="false"
                    />
                    <button
                        type="button"
                        class="rd-button rd-button--secondary"
                        data-action="paste"
                        onclick={paste}
                    >
                        {text::CHECK}
                    </button>
                </div>
            </form>
        </section>
    }
}

pub(crate) fn findings(loaded: &Loaded, places: &Places) -> Html {
    let found = &loaded.findings;
    html! {
        <section aria-labelledby="gl-found" data-part="findings">
            <h2 ref={places.findings.clone()} id="gl-found" tabindex="-1">{text::FOUND_TITLE}</h2>
            if !loaded.is_document() {
                <p class="rd-notice" data-shown="nothing">{text::NO_DOCUMENT}</p>
            }
            if found.is_empty() {
                <p class="rd-text">{text::NOTHING_FOUND}</p>
            } else {
                <p class="rd-text">
                    {text::counted(found)}
                    if is_clear(found) {
                        {" "}{text::CLEAR}
                    }
                </p>
            }
            {for Severity::ALL.into_iter().map(|severity| of_severity(found, severity))}
        </section>
    }
}

fn of_severity(found: &[Finding], severity: Severity) -> Html {
    let mut of_it = found
        .iter()
        .filter(|finding| finding.severity == severity)
        .peekable();
    if of_it.peek().is_none() {
        return Html::default();
    }
    html! {
        <>
            <h3>{text::heading(severity)}</h3>
            <ul class="rd-items">{for of_it.map(|finding| item(finding, true))}</ul>
        </>
    }
}

/// A finding; `placed` says where, which an endpoint's findings share.
pub(crate) fn item(finding: &Finding, placed: bool) -> Html {
    html! {
        <li
            data-finding={finding.code}
            data-path={finding.path.clone()}
            data-severity={finding.severity.as_str()}
        >
            if placed {
                <p class="rd-item">
                    if finding.path.is_empty() {
                        {text::WHOLE}
                    } else {
                        <code>{finding.path.clone()}</code>
                    }
                </p>
            }
            <p class="rd-text">{words(&finding.sentence)}</p>
            if let Some(saw) = &finding.saw {
                <p class="rd-text"><span class="rd-strong">{text::SAW}</span>{" "}{saw.clone()}</p>
            }
            <p class="rd-hint"><code>{finding.code}</code></p>
        </li>
    }
}

/// A sentence whose parts between backquotes are code.
fn words(sentence: &str) -> Html {
    let parts = sentence.split('`').enumerate();
    parts
        .map(|(i, part)| match i % 2 {
            0 => html! { {part.to_owned()} },
            _ => html! { <code>{part.to_owned()}</code> },
        })
        .collect()
}
