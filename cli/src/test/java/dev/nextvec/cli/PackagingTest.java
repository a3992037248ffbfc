package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nextvec.internal.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The container and the service of systemd start what the build makes, as the launcher does. */
class PackagingTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path PACKAGING = ROOT.resolve("packaging");

  private static String line(Path file, String begin) throws Exception {
    return Files.readString(file)
        .lines()
        .filter(each -> each.startsWith(begin))
        .map(each -> each.substring(begin.length()).strip())
        .findFirst()
        .orElseThrow();
  }

  private static List<String> entry() throws Exception {
    byte[] json =
        line(PACKAGING.resolve("Dockerfile"), "ENTRYPOINT").getBytes(StandardCharsets.UTF_8);
    List<String> words = new ArrayList<>();
    for (JsonNode each : JsonValue.parse(json, "ENTRYPOINT").node()) {
      words.add(each.asText());
    }
    return words;
  }

  @Test
  void theContainerTakesWhatTheBuildMakes() throws Exception {
    String pom = Files.readString(ROOT.resolve("cli/pom.xml"));
    assertThat(line(PACKAGING.resolve("Dockerfile"), "COPY"))
        .isEqualTo("cli/target/nextvec/lib /opt/nextvec/lib");
    assertThat(pom)
        .contains("<outputDirectory>${project.build.directory}/nextvec/lib</outputDirectory>");
    List<String> words = entry();
    assertThat(words.get(words.indexOf("-jar") + 1)).isEqualTo("/opt/nextvec/lib/nextvec-cli.jar");
    assertThat(pom).contains("nextvec-cli");
  }

  @Test
  void itStartsJavaAsTheLauncherDoes() throws Exception {
    String launcher = Files.readString(ROOT.resolve("nextvec"));
    List<String> words = entry();
    assertThat(words.subList(1, words.indexOf("-jar")))
        .filteredOn(option -> !option.startsWith("-Xmx") && !option.startsWith("-Dnextvec"))
        .isNotEmpty()
        .allMatch(launcher::contains);
  }

  @Test
  void whatTheyServeWithIsUnderstood() throws Exception {
    List<String> words = entry();
    String unit = line(PACKAGING.resolve("nextvec.service"), "ExecStart=/opt/nextvec/nextvec");
    List<String> container = new ArrayList<>(words.subList(words.indexOf("serve"), words.size()));
    container.add("/data/none.model");
    for (List<String> arguments : List.of(container, List.of(unit.split(" ", -1)))) {
      Invoked run = Invoked.nextvec(arguments.toArray(String[]::new));
      assertThat(run.exit()).as(run.err()).isEqualTo(1);
      assertThat(run.err()).contains("does not exist: name a model package");
    }
  }
}
