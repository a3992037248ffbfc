package dev.nextvec.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Spark is the user's: nothing of it comes along, and nothing that it cannot stand. */
@EnabledIfSystemProperty(named = "nextvec.dependencies", matches = "listed")
class DependenciesTest {
  private static final Pattern COORDINATES =
      Pattern.compile("([\\w.-]+):([\\w.-]+):jar:(?:[\\w-]+:)?([\\w.-]+):(\\w+)");

  private static List<MatchResult> resolved() throws IOException {
    String list = Files.readString(Path.of("target/dependencies.txt"));
    return COORDINATES.matcher(list).results().toList();
  }

  @Test
  void nothingOfSparkComesAlong() throws IOException {
    assertThat(resolved())
        .hasSizeGreaterThan(20)
        .extracting(found -> found.group(1) + ":" + found.group(2))
        .contains("dev.nextvec:nextvec-text", "dev.nextvec:nextvec-cli")
        .doesNotContain("org.slf4j:slf4j-nop")
        .noneMatch(
            name -> name.startsWith("org.apache.spark") || name.startsWith("org.scala-lang"));
  }

  @Test
  void jacksonIsTheOneThatSparkTakes() throws IOException {
    assertThat(resolved())
        .filteredOn(found -> found.group(1).startsWith("com.fasterxml.jackson"))
        .allMatch(found -> found.group(3).startsWith("2.21"));
  }
}
