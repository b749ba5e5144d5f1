// CoNLL files: a token and its tags per line, an empty line behind each sentence.
//
//     -DOCSTART- -X- O O        (left out)
//     EU NNP B-ORG B-ORG        token first, tags last: the last column, or the one before for the truth of a file that
//     rejects VBZ O O           has both (as conlleval reads it)
//
// Columns are separated by spaces or tabs. Lines that begin with "# " are comments.
#pragma once

#include "formats/spans_table.h"

namespace errata {

// `column` counts from the right, 1 is the last. Error wrong_kind where a line has fewer than two columns or no tag
// stands there.
Result<SpanTable> read_conll(const ByteSource& source, const SpanReaderOptions& options,
                             std::size_t column, Warnings& warnings);

}  // namespace errata
