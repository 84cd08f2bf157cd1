//! The test of the endpoints, which asks first.

use std::rc::Rc;

use touchbase::PageExchange;
use touchbase::golive::{Check, Probed, TEST_NAME, Target, Verdict, probe};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::app::{Places, act, stay};
use crate::configuration::item;
use crate::model::{Action, Loaded, Model, Run, is_clear};
use crate::source::{Dispatch, origin, whole};
use crate::text;

pub(crate) fn endpoint(
    model: &UseReducerHandle<Model>,
    loaded: &Rc<Loaded>,
    places: &Places,
) -> Html {
    if loaded.targets.is_empty() {
        return html! {
            <section aria-labelledby="gl-test" data-part="endpoint">
                <h2 id="gl-test">{text::TEST_TITLE}</h2>
                <p class="rd-text">{text::NO_TARGET}</p>
            </section>
        };
    }
    html! {
        <section aria-labelledby="gl-test" data-part="endpoint">
            <h2 id="gl-test">{text::TEST_TITLE}</h2>
            <p class="rd-text">{text::TEST_LEAD}</p>
            <ul class="gl-plain">
                {for loaded.targets.iter().map(|target| html! {
                    <li><code>{address_of(target, loaded)}</code></li>
                })}
            </ul>
            <p class="rd-text">
                {text::ORIGIN}{" "}<code>{origin()}</code>{". "}{text::ORIGIN_HINT}
            </p>
            <form class="gl-field" autocomplete="off" onsubmit={stay()}>
                <label for="gl-token">{text::TOKEN}</label>
                <input
                    ref={places.token.clone()}
                    id="gl-token"
                    name="token"
                    type="password"
                    autocomplete="off"
                    aria-describedby="gl-token-hint"
                />
                <p id="gl-token-hint" class="rd-hint">{text::TOKEN_HINT}</p>
            </form>
            {control(model, loaded, places)}
            {results(model, loaded, places)}
        </section>
    }
}

fn control(model: &UseReducerHandle<Model>, loaded: &Rc<Loaded>, places: &Places) -> Html {
    let again = match model.run {
        Run::Asked => return question(model, loaded, places),
        Run::Running => return Html::default(),
        Run::Idle => false,
        Run::Done => true,
    };
    html! {
        <div class="rd-actions">
            <button
                ref={places.test.clone()}
                type="button"
                class="rd-button rd-button--secondary"
                data-action="test"
                onclick={act(model, || Action::Ask)}
            >
                {if again { text::TEST_AGAIN } else { text::TEST }}
            </button>
        </div>
    }
}

fn question(model: &UseReducerHandle<Model>, loaded: &Rc<Loaded>, places: &Places) -> Html {
    let (dispatch, loaded) = (model.dispatcher(), Rc::clone(loaded));
    let (token, number) = (places.token.clone(), model.number.wrapping_add(1));
    let start = Callback::from(move |_: MouseEvent| {
        let token = token.cast::<HtmlInputElement>().map(|input| input.value());
        let token = token.filter(|token| !token.is_empty());
        dispatch.dispatch(Action::Start);
        run(Rc::clone(&loaded), token, number, dispatch.clone());
    });
    html! {
        <div class="rd-notice" role="group" aria-labelledby="gl-ask">
            <h3 ref={places.question.clone()} id="gl-ask" tabindex="-1">{text::ASK}</h3>
            <p>{text::ASK_DESK}{" "}<span class="rd-strong">{TEST_NAME}</span></p>
            <div class="rd-actions">
                <button
                    type="button"
                    class="rd-button rd-button--primary"
                    data-action="test-now"
                    onclick={start}
                >
                    {text::START}
                </button>
                <button
                    type="button"
                    class="rd-button rd-button--quiet"
                    data-action="not-now"
                    onclick={act(model, || Action::NotNow)}
                >
                    {text::NOT_NOW}
                </button>
            </div>
        </div>
    }
}

fn results(model: &UseReducerHandle<Model>, loaded: &Loaded, places: &Places) -> Html {
    if !matches!(model.run, Run::Running | Run::Done) {
        return Html::default();
    }
    let running = model.run == Run::Running;
    html! {
        <div data-run={if running { "running" } else { "done" }}>
            <h3 ref={places.results.clone()} tabindex="-1">{text::RESULTS}</h3>
            if running {
                <p class="rd-text">{text::TESTING}</p>
            } else {
                <p class="rd-text">
                    {text::counted(&model.of_endpoints().cloned().collect::<Vec<_>>())}
                </p>
            }
            {for model.probed.iter().map(|probed| of_endpoint(probed))}
            if running {
                if let Some(target) = loaded.targets.get(model.probed.len()) {
                    <h4><code>{address_of(target, loaded)}</code></h4>
                }
                {checks(&model.checks)}
            } else {
                <p class="rd-text">{text::LIMITS}</p>
            }
        </div>
    }
}

fn of_endpoint(probed: &Probed) -> Html {
    html! {
        <div data-endpoint={probed.path.clone()}>
            <h4><code>{probed.endpoint.clone()}</code></h4>
            {checks(&probed.checks)}
            if !probed.left.is_empty() {
                <h4>{text::LEFT}</h4>
                <p class="rd-text">{text::LEFT_LEAD}</p>
                <ul class="gl-plain">
                    {for probed.left.iter().map(|id| html! {
                        <li data-left=""><code>{id.clone()}</code></li>
                    })}
                </ul>
            }
        </div>
    }
}

fn checks(checks: &[Check]) -> Html {
    html! { <ul class="rd-items">{for checks.iter().map(check)}</ul> }
}

fn check(check: &Check) -> Html {
    let (result, tag) = match &check.verdict {
        Verdict::Passed => ("passed", text::PASSED),
        Verdict::Found(found) if is_clear(found) => ("noted", text::NOTED),
        Verdict::Found(_) => ("found", text::FAILED),
        Verdict::NotTested(_) => ("not-tested", text::NOT_TESTED),
    };
    html! {
        <li data-check={check.code} data-result={result}>
            <p class="rd-item"><span class="gl-tag">{tag}</span>{" "}{check.title}</p>
            {match &check.verdict {
                Verdict::Passed => Html::default(),
                Verdict::NotTested(why) => html! { <p class="rd-hint">{*why}</p> },
                Verdict::Found(found) => html! {
                    <ul class="gl-found">{for found.iter().map(|found| item(found, false))}</ul>
                },
            }}
        </li>
    }
}

fn run(loaded: Rc<Loaded>, token: Option<String>, number: u32, dispatch: Dispatch) {
    spawn_local(async move {
        for target in &loaded.targets {
            let target = addressed(target, &loaded, token.clone());
            let mut tell = |check: &Check| {
                dispatch.dispatch(Action::Checked(number, check.clone()));
            };
            let probed = probe(&PageExchange, &target, &mut tell).await;
            dispatch.dispatch(Action::Probed(number, probed));
        }
        dispatch.dispatch(Action::Ended(number));
    });
}

/// The target with its whole address, as a page of this origin meets it.
fn addressed(target: &Target, loaded: &Loaded, token: Option<String>) -> Target {
    let page = origin();
    let url = whole(&target.endpoint, &loaded.base);
    let other = url.as_ref().is_none_or(|url| url.origin() != page);
    Target {
        endpoint: address_of(target, loaded),
        origin: other.then_some(page),
        token,
        ..target.clone()
    }
}

fn address_of(target: &Target, loaded: &Loaded) -> String {
    let url = whole(&target.endpoint, &loaded.base);
    url.map_or_else(|| target.endpoint.clone(), |url| url.href())
}
