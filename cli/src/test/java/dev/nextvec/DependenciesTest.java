package dev.nextvec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a user of each module has to carry. The build writes the resolved dependencies of every
 * module to {@code target/dependencies.txt}; {@code dependencies/MODULE.txt} beside this test names
 * those that were decided upon. A new one is a decision: add it there, with its cost in
 * ARCHITECTURE.md.
 */
@EnabledIfSystemProperty(named = "nextvec.dependencies", matches = "listed")
class DependenciesTest {
  private static final Pattern COORDINATES =
      Pattern.compile("^ *([\\w.-]+:[\\w.-]+):(?:jar|pom|test-jar):\\S+", Pattern.MULTILINE);
  private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

  /** Group and artifact of everything that comes with a module; one platform's natives are all. */
  private static Set<String> resolved(String module) throws IOException {
    Path list = Path.of("..", module, "target", "dependencies.txt");
    String text = COLOUR.matcher(Files.readString(list)).replaceAll("");
    return COORDINATES
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .filter(name -> !name.startsWith("dev.nextvec:nextvec-natives-"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> decided(String module) {
    try (var in = DependenciesTest.class.getResourceAsStream("dependencies/" + module + ".txt")) {
      return new String(Objects.requireNonNull(in, module).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

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
        "workflow",
        "serve",
        "cli"
      })
  void aModuleBringsWhatWasDecidedAndNothingElse(String module) throws IOException {
    assertThat(resolved(module)).isEqualTo(decided(module));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "core",
        "evaluation",
        "text",
        "asciidoc",
        "onnx",
        "retrieval",
        "langchain4j",
        "spring-ai",
        "serve"
      })
  void whoeverDoesNotTrainCarriesNoLibtorch(String module) throws IOException {
    assertThat(resolved(module)).noneMatch(name -> name.startsWith("org.bytedeco:"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"core", "evaluation", "training", "retrieval", "langchain4j", "spring-ai"})
  void whoeverNeitherReadsTextNorServesCarriesNoOnnxRuntime(String module) throws IOException {
    assertThat(resolved(module)).noneMatch(name -> name.contains("onnx"));
  }

  @Test
  void theBillOfMaterialsNamesEveryPublishedArtifactAndNoOther() throws IOException {
    Set<String> published = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of(".."), 3)) {
      for (Path pom : files.filter(file -> file.endsWith("pom.xml")).toList()) {
        String text = Files.readString(pom);
        boolean own = text.contains("<artifactId>nextvec</artifactId>\n    <version>");
        if (own && !text.contains("<maven.deploy.skip>true")) {
          published.add(first(text.substring(text.indexOf("</parent>"))));
        }
      }
    }
    Set<String> named =
        Pattern.compile("<artifactId>(nextvec-(?!bom)[\\w-]+)<")
            .matcher(Files.readString(Path.of("../bom/pom.xml")))
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(named).isEqualTo(published).hasSizeGreaterThan(8);
  }

  private static String first(String text) {
    int from = text.indexOf("<artifactId>") + "<artifactId>".length();
    return text.substring(from, text.indexOf('<', from));
  }
}
