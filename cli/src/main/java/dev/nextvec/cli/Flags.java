package dev.nextvec.cli;

import dev.nextvec.internal.wording.SettingNames;
import java.util.List;

/** Names the settings of the library's messages as the options of the command line. */
public final class Flags implements SettingNames {
  @Override
  public String name(String setting) {
    return "`--" + setting + "`";
  }

  @Override
  public String name(String command, List<String> settings) {
    return "`" + command + " --" + String.join(" --", settings) + "`";
  }
}
