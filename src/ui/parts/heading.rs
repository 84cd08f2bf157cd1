//! The heading of a screen. It takes the focus when the screen changes, so that a screen reader
//! reads it and the keyboard goes on from there.

use yew::prelude::*;

use crate::text::Msg;
use crate::ui::cx::Cx;
use crate::ui::model::Focus;

/// A line inside the heading, read together with it.
pub(crate) type Caption<'a> = Option<Msg<'a>>;

/// The heading of a screen.
pub(crate) fn heading(cx: &Cx<'_>, text: Msg<'_>, caption: Caption<'_>) -> Html {
    let focus = match cx.model.focus.0 {
        Focus::Heading => cx.focus.clone(),
        _ => NodeRef::default(),
    };
    html! {
        <h2 ref={focus} class="tb-heading" tabindex="-1" data-heading="">
            if let Some(caption) = caption {
                <span class="tb-caption">{cx.say(caption)}</span>
                {" "}
            }
            {cx.say(text)}
        </h2>
    }
}
