// errata: the command line.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <functional>
#include <new>
#include <string>

#include "cli/command.h"
#include "errata_version.h"

namespace {

constexpr const char* footer = R"(Exit codes:
  0  done
  1  bad input: the message begins with the file's name
  2  wrong usage
  3  a figure is below its --fail-under threshold
  130  interrupted

Example:
  errata evaluate --truth instances.json --predictions results.json --per-class
  errata query 'any(pred where error == "localization" and score > 0.5)' --truth instances.json \
      --predictions results.json
  errata sample --truth instances.json --predictions results.json --pool unlabeled.json --budget 100 \
      --sampler stratified --by site --format coco --out batch.json)";

int run(int argc, char** argv) {
    using namespace errata::cli;
    CLI::App app("Errata shows what a model gets wrong and what to label next.", "errata");
    app.set_version_flag("--version", "errata " + std::string(errata::version),
                         "Print the version and end");
    app.set_help_flag("-h,--help", "Print this help and end");
    app.set_help_all_flag("--help-all", "Print the help of all commands and end");
    app.footer(footer);
    app.require_subcommand(1);
    std::function<int()> chosen;
    add_evaluate(app, chosen);
    add_query(app, chosen);
    add_columns(app, chosen);
    add_sample(app, chosen);
    add_select(app, chosen);
    add_split(app, chosen);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? exit_ok : exit_usage;
    }
    return chosen();
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::bad_alloc&) {
        std::fputs("errata: out of memory. Evaluate a part of the images at a time.\n", stderr);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "errata: %s\n", error.what());
    }
    return errata::cli::exit_bad_input;
}
