#!/usr/bin/python3
"""A WebKitGTK window that can be driven and keeps its storage.

WebKitGTK's own MiniBrowser uses a private session when it is driven, so what IndexedDB holds after
the process was killed can only be shown with a host that does not.

Usage: keeping-host.py [--proxy=URL] --automation PROFILE_FOLDER
"""

import os
import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gtk, WebKit2  # noqa: E402

profile = sys.argv[-1]
manager = WebKit2.WebsiteDataManager(
    base_data_directory=os.path.join(profile, "data"),
    base_cache_directory=os.path.join(profile, "cache"),
)
for argument in sys.argv[1:-1]:
    if argument.startswith("--proxy="):
        manager.set_network_proxy_settings(
            WebKit2.NetworkProxyMode.CUSTOM,
            WebKit2.NetworkProxySettings.new(argument.removeprefix("--proxy="), None),
        )
context = WebKit2.WebContext(website_data_manager=manager)
context.set_automation_allowed(True)


def create_web_view(_session):
    view = WebKit2.WebView(web_context=context, is_controlled_by_automation=True)
    window = Gtk.Window(default_width=1200, default_height=900)
    window.add(view)
    window.connect("destroy", Gtk.main_quit)
    window.show_all()
    return view


def automation_started(_context, session):
    info = WebKit2.ApplicationInfo()
    info.set_name("keeping-host")
    session.set_application_info(info)
    session.connect("create-web-view", create_web_view)


context.connect("automation-started", automation_started)
Gtk.main()
