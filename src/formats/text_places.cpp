#include "formats/text_places.h"

#include <algorithm>

#include "formats/gzip.h"

namespace errata {

Error with_line(Error error, const ByteSource& source) {
    // The bytes of broken gzip data are places in the packed file: it has no lines.
    if (!error.byte || error.code == ErrorCode::compression) return error;
    const auto stream = unpacked_stream_of(source);
    if (!stream) return error;
    const std::uint64_t bytes[] = {*error.byte};
    const auto lines = lines_of(**stream, bytes);
    if (!lines.empty()) error.line = lines.front();
    return error;
}

void resolve_lines(Warnings& warnings, const ByteSource& source) {
    std::vector<WarningExample*> examples;
    for (Warning& warning : warnings.all()) {
        if (warning.file != source.name()) continue;
        for (WarningExample& example : warning.examples) {
            if (!example.line) examples.push_back(&example);
        }
    }
    if (examples.empty()) return;
    std::ranges::sort(examples, {}, [](const WarningExample* e) { return e->byte; });
    const auto stream = unpacked_stream_of(source);
    if (!stream) return;
    std::vector<std::uint64_t> bytes;
    for (const WarningExample* example : examples) bytes.push_back(example->byte);
    const auto lines = lines_of(**stream, bytes);
    for (std::size_t i = 0; i < lines.size(); ++i) examples[i]->line = lines[i];
}

}  // namespace errata
