//! Facts in rows: a name, and what is known.

use yew::prelude::*;

use crate::text::Msg;
use crate::ui::cx::Cx;

/// A row.
pub(crate) struct Fact<'a> {
    /// Its name.
    pub(crate) name: Msg<'a>,
    /// What is known. `None` is shown as not stated by the program.
    pub(crate) text: Option<AttrValue>,
    /// A control at its end.
    pub(crate) control: Html,
}

impl<'a> Fact<'a> {
    /// A row without a control.
    pub(crate) fn new(name: Msg<'a>, text: Option<AttrValue>) -> Self {
        Self {
            name,
            text,
            control: Html::default(),
        }
    }
}

/// Rows of facts.
pub(crate) fn facts<'a>(cx: &Cx<'_>, rows: impl IntoIterator<Item = Fact<'a>>) -> Html {
    html! {
        <dl class="tb-rows">
            {for rows.into_iter().map(|row| html! {
                <div class="tb-row">
                    <dt class="tb-row__name">{cx.say(row.name)}</dt>
                    <dd class="tb-row__text">
                        <bdi>{row.text.unwrap_or_else(|| cx.say(Msg::NotStated))}</bdi>
                        {row.control}
                    </dd>
                </div>
            })}
        </dl>
    }
}
