package dev.nextvec.cli;

import dev.nextvec.data.Setting;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Shows the settings that the library's messages name as the options of the command line. */
final class Flags {
  private static final Pattern NAMED =
      Pattern.compile(
          "the setting `((?:%s)(?: [^`]*)?)`"
              .formatted(
                  Arrays.stream(Setting.values())
                      .map(Setting::key)
                      .collect(Collectors.joining("|"))));

  private Flags() {}

  /** The same words, with {@code --split-seed} for "the setting `split-seed`". */
  static String in(String words) {
    return words.contains("the setting `") ? NAMED.matcher(words).replaceAll("`--$1`") : words;
  }
}
