// Lists of names as one text: "width, `the camera`", each as queries write it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace errata {

// What is no name is passed over.
std::vector<std::string> names_in(std::string_view list);
std::string list_of(const std::vector<std::string>& names);

// The list with the name at its end, or without it where it had it.
std::string with_name_switched(std::string_view list, const std::string& name);

}  // namespace errata
