package dev.nextvec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

/**
 * Every published jar has a module name of its own, so that a program on the module path can name
 * it; one derived from the file's name would change with the file.
 */
class ModuleNamesTest {
  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
  private static final XPath PATHS = XPathFactory.newInstance().newXPath();

  /** Module names by folder, of everything that is published and has code. */
  private static Map<String, String> published() throws Exception {
    Map<String, String> names = new TreeMap<>();
    for (Path folder : folders()) {
      Document pom = xml(folder.resolve("pom.xml"));
      if (!PATHS.evaluate("/project/properties/maven.deploy.skip", pom).equals("true")) {
        names.put(
            folder.getFileName().toString(),
            PATHS.evaluate("/project/properties/module.name", pom));
      }
    }
    return names;
  }

  private static List<Path> folders() throws IOException {
    try (Stream<Path> all = Files.list(TOP)) {
      return all.filter(folder -> Files.isDirectory(folder.resolve("src/main/java"))).toList();
    }
  }

  private static Document xml(Path pom) throws Exception {
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
  }

  @Test
  void everyPublishedModuleHasANameOfItsOwn() throws Exception {
    Map<String, String> names = published();
    assertThat(names)
        .containsKeys("core", "evaluation", "training", "text", "onnx", "workflow", "cli");
    assertThat(names.values()).doesNotHaveDuplicates();
    names.forEach(
        (folder, name) -> assertThat(name).isEqualTo("dev.nextvec." + folder.replace("-", "")));
    String entry = "//plugin[artifactId='maven-jar-plugin']//manifestEntries/Automatic-Module-Name";
    assertThat(PATHS.evaluate(entry, xml(TOP.resolve("pom.xml")))).isEqualTo("${module.name}");
  }

  /** {@code mvn verify} has built the jars of the modules before this one. */
  @Test
  void theJarsThatAreBuiltSayTheirNames() throws Exception {
    for (Map.Entry<String, String> module : published().entrySet()) {
      for (Path jar : jars(TOP.resolve(module.getKey()).resolve("target"))) {
        assertThat(ModuleFinder.of(jar).findAll())
            .as("%s", jar)
            .extracting(ModuleReference::descriptor)
            .singleElement()
            .satisfies(descriptor -> assertThat(descriptor.name()).isEqualTo(module.getValue()));
      }
    }
  }

  private static List<Path> jars(Path target) throws IOException {
    if (!Files.isDirectory(target)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(target)) {
      return files.filter(file -> file.toString().endsWith("-SNAPSHOT.jar")).toList();
    }
  }

  /** The module path takes no package from two modules. */
  @Test
  void noPackageIsInTwoModules() throws Exception {
    Map<String, String> owners = new HashMap<>();
    for (Path folder : folders()) {
      Path sources = folder.resolve("src/main/java");
      try (Stream<Path> files = Files.walk(sources)) {
        for (Path source : files.filter(file -> file.toString().endsWith(".java")).toList()) {
          String name = sources.relativize(source.getParent()).toString();
          assertThat(owners.merge(name, folder.toString(), (first, second) -> first))
              .as("the module of package %s", name)
              .isEqualTo(folder.toString());
        }
      }
    }
    assertThat(owners).hasSizeGreaterThan(30);
  }
}
