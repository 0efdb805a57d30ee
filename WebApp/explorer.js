/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The button in Orthanc Explorer. All plugins' snippets share one global scope and jQuery 1.7.2. */
(function () {
  /* The token of Orthanc Explorer's own address goes on with the link. */
  function token() {
    var given = window.location.search.match(/[?&](token|auth-token|authorization)=[^&#]*/g) || [];
    return $.map(given, function (/** @type {string} */ pair) { return "&" + pair.slice(1); }).join("");
  }

  /** @type {(page: string, key: string) => void} */
  function offer(page, key) {
    $("#" + page).live("pagebeforeshow", function () {
      var id = $.mobile.pageData ? $.mobile.pageData.uuid : null;
      var button = $("<a>")
        .attr({ "id": "mpr-slice-" + page, "data-role": "button", "data-icon": "grid", "data-theme": "e" })
        .attr("href", "../mpr-slice/app/index.html?" + key + "=" + encodeURIComponent(id) + "&from=explorer" + token())
        .attr("rel", "external")
        .text("MPR slice");
      $("#mpr-slice-" + page).remove();
      if (id) {
        button.insertAfter($("#" + page + "-info"));
        button.button();
      }
    });
  }

  offer("series", "series");
  offer("instance", "instance");
  offer("study", "study");
}());
