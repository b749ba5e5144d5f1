#include "browser/host.h"

#include <emscripten/em_js.h>
#include <emscripten/emscripten.h>

// clang-format off
EM_JS(void, errata_host_request_picture, (unsigned ticket, unsigned file, int width, int height), {
    Module["host"].requestPicture(ticket, file, width, height);
})

EM_JS(int, errata_host_read_file, (unsigned file, double offset, char* out, unsigned size), {
    return Module["host"].readFile(file, offset, out >>> 0, size);
})
// clang-format on

namespace errata::browser {

void request_picture(std::uint32_t ticket, std::uint32_t file, int width, int height) {
    errata_host_request_picture(ticket, file, width, height);
}

int read_file(std::uint32_t file, double offset, std::span<char> out) {
    return errata_host_read_file(file, offset, out.data(), static_cast<unsigned>(out.size()));
}

double now_ms() { return emscripten_get_now(); }

}  // namespace errata::browser
