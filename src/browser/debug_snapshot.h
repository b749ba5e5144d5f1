// What the page shows, as JSON: for tests, and for a look from the browser's console.
#pragma once

#include <nlohmann/json.hpp>

#include "browser/picture_cache.h"
#include "ui/app.h"

namespace errata::browser {

// {view, items}; while an evaluation is open also thresholds, stale, class, object, sample, shown (images in
// the gallery), summary, classes, counts (as `errata evaluate --json` names them), outcomes, warnings, files,
// pictures.
nlohmann::json debug_snapshot(const ui::App& app, const PictureCache& pictures);

}  // namespace errata::browser
