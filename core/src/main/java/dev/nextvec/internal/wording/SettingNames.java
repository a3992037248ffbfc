package dev.nextvec.internal.wording;

import java.util.List;

/**
 * How messages name a {@link Setting}. A surface with names of its own, such as the options of a
 * command line, provides one as a service; without one they are called settings.
 */
public interface SettingNames {
  /** The name of a setting, with a value where {@code setting} holds one: {@code folds 5}. */
  String name(String setting);

  /** The name of a command with settings. */
  String name(String command, List<String> settings);
}
