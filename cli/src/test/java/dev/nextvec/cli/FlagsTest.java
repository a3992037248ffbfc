package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.internal.wording.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class FlagsTest {
  private static Set<String> options() {
    Set<String> names = new HashSet<>();
    for (Commands.Entry entry : Commands.all()) {
      List<Commands.Leaf> leaves =
          switch (entry) {
            case Commands.Leaf leaf -> List.of(leaf);
            case Commands.Group group -> group.commands();
          };
      for (Commands.Leaf leaf : leaves) {
        new CommandLine(leaf.command().get())
            .getCommandSpec()
            .options()
            .forEach(option -> names.addAll(List.of(option.names())));
      }
    }
    return names;
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void everySettingIsAnOptionOfACommandAndShownAsOne(Setting setting) {
    assertThat(options()).contains("--" + setting.key());
    assertThat("give " + setting + ", or " + setting.of("cosine") + " to " + setting.in("train", 5))
        .isEqualTo(
            "give `--%1$s`, or `--%1$s cosine` to `train --%1$s 5`".formatted(setting.key()));
  }

  /** Whoever calls a library has no flags. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "core",
        "evaluation",
        "training",
        "text",
        "asciidoc",
        "onnx",
        "retrieval",
        "langchain4j",
        "spring-ai",
        "workflow"
      })
  void theseLibrariesNameNoFlag(String module) throws IOException {
    try (Stream<Path> found = Files.walk(Path.of("..", module, "src", "main", "java"))) {
      List<Path> sources = found.filter(path -> path.toString().endsWith(".java")).toList();
      assertThat(sources).hasSizeGreaterThan(1);
      for (Path source : sources) {
        assertThat(Files.readString(source).replaceAll("var\\(--|optimum-cli [^\"]*", ""))
            .as("%s (but for styles, and for another program's)", source)
            .doesNotContainPattern("\"[^\"\n]*--[a-z]");
      }
    }
  }
}
