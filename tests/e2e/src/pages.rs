//! Pages the cases embed the widget in.
//!
//! They are put beside the widget's files, so that the portal serves them under the same strict
//! policy as its own page: nothing inline, every script a file.

use crate::engine::Engine;
use crate::outcome::Outcome;
use crate::portal::Portal;
use crate::webdriver::Session;

/// The host's own words in the tag: what a person sees before any script, and instead of it.
pub(crate) const LIGHT_DOM: &str = "<p>In danger now? Call <a href=\"tel:911\">911</a>. \
     To talk to someone, call or text <a href=\"tel:988\">988</a>.</p>";

/// Records what the page is told: events of the widget, policy violations, the console.
pub(crate) const PRELUDE: &str = include_str!("../pages/prelude.js");

/// Lets WebKitGTK's driver into closed roots, which it hands out to nobody: the page keeps them.
const HOLD: &str = include_str!("../pages/hold.js");

/// One page with any number of widgets.
pub(crate) struct Page {
    widgets: Vec<String>,
    scripts: Vec<String>,
}

impl Page {
    /// A page with one tag that carries `attributes`.
    pub(crate) fn with(attributes: &str) -> Self {
        Self::with_tags(&[format!("<touch-base {attributes}>{LIGHT_DOM}</touch-base>")])
    }

    pub(crate) fn with_tags(tags: &[String]) -> Self {
        Self {
            widgets: tags.to_vec(),
            scripts: vec![
                "<script src=\"prelude.js\"></script>".into(),
                "<script type=\"module\" src=\"touchbase.js\"></script>".into(),
            ],
        }
    }

    /// Adds a classic script file of the widget's folder after all others.
    pub(crate) fn script(mut self, name: &str) -> Self {
        self.scripts
            .push(format!("<script src=\"{name}\" defer></script>"));
        self
    }

    /// Adds a classic script file of the widget's folder that runs before all others.
    pub(crate) fn script_first(mut self, name: &str) -> Self {
        self.scripts
            .insert(0, format!("<script src=\"{name}\"></script>"));
        self
    }

    /// Adds a field and a button of the page's own before all widgets.
    pub(crate) fn field(mut self) -> Self {
        self.widgets.insert(
            0,
            "<p><label>Search <input id=\"own\" name=\"own\"></label>\n\
             <button id=\"press\">Go</button></p>"
                .into(),
        );
        self
    }

    /// With a root that is closed in every engine. `script_first` after this runs before the page
    /// keeps what it attaches.
    pub(crate) fn closed(self, engine: Engine) -> Self {
        match engine.reaches_closed_roots() {
            true => self,
            false => self.script_first("hold.js"),
        }
    }

    /// With the widget's own script set aside until [`load_widget`] brings it in.
    pub(crate) fn later(mut self) -> Self {
        for script in &mut self.scripts {
            if script.contains("\"touchbase.js\"") {
                *script = format!("<template id=\"later\">{script}</template>");
            }
        }
        self
    }

    /// Loads the widget's script from the portal's second origin.
    pub(crate) fn by_second(mut self, portal: &Portal) -> Self {
        let own = format!("{}/touchbase/touchbase.js", portal.second_origin());
        for script in &mut self.scripts {
            *script = script.replace("\"touchbase.js\"", &format!("\"{own}\""));
        }
        self
    }

    /// Takes all scripts out: what is seen before them.
    pub(crate) fn without_scripts(mut self) -> Self {
        self.scripts.clear();
        self
    }

    /// Has the widget's script held to a hash.
    pub(crate) fn held_to(mut self, integrity: &str) -> Self {
        for script in &mut self.scripts {
            *script = script.replace(
                "src=\"touchbase.js\"",
                &format!(
                    "src=\"touchbase.js\" integrity=\"{integrity}\" crossorigin=\"anonymous\""
                ),
            );
        }
        self
    }

    /// Adds a module script.
    pub(crate) fn module(mut self, source: &str) -> Self {
        self.scripts.push(format!(
            "<script type=\"module\" src=\"{source}\"></script>"
        ));
        self
    }

    /// Puts the page beside the widget's files and returns its address.
    pub(crate) fn put(&self, portal: &Portal, name: &str) -> Outcome<String> {
        portal.serve("prelude.js", PRELUDE)?;
        portal.serve("hold.js", HOLD)?;
        portal.serve(name, self.html())
    }

    pub(crate) fn html(&self) -> String {
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>Ward portal</title>\n{}\n</head>\n<body>\n<main>\n<h1>Ward portal</h1>\n{}\n\
             <div id=\"elsewhere\"></div>\n<a href=\"#elsewhere\">After</a>\n</main>\n</body>\n</html>\n",
            self.scripts.join("\n"),
            self.widgets.join("\n"),
        )
    }
}

/// Brings in the widget's script that was [set aside](Page::later); waits neither for it nor for
/// the app. No address is assigned, which enforced Trusted Types would refuse.
pub(crate) fn load_widget(session: &Session) -> Outcome {
    session.script(
        "document.head.append(document.querySelector('#later').content.cloneNode(true))",
        &[],
    )?;
    Ok(())
}
