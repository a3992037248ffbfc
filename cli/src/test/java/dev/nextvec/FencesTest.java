package dev.nextvec;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The fences between packages that ARCHITECTURE.md draws. */
class FencesTest {
  /** The flow of the program: a package knows those before it, never those behind it. */
  private static final List<String> FLOW =
      List.of(
          "data",
          "model",
          "engine",
          "baseline",
          "run",
          "onnx",
          "eval",
          "diagnose",
          "compare",
          "examine",
          "report",
          "rerank",
          "retrieval",
          "store",
          "export",
          "workflow",
          "page",
          "serve",
          "cli");

  /** What judges data and models, and says so: the module {@code evaluation}. */
  private static final String[] EVALUATION =
      packages("stats", "eval", "leak", "diagnose", "compare", "recommend", "examine", "report");

  /** Who judges by it: all modules behind. */
  private static final String[] JUDGES =
      packages(
          "rerank", "retrieval", "store", "export", "workflow", "page", "serve", "cli", "examples");

  private static final String INTERNAL = "dev.nextvec.internal";

  /** A package and its internals are one feature: they may know each other. */
  private static final SliceAssignment FEATURES =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass any) {
          String name = any.getPackageName().replace(INTERNAL + ".", "dev.nextvec.");
          return name.startsWith("dev.nextvec.")
              ? SliceIdentifier.of(name.split("\\.")[2])
              : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
          return "features";
        }
      };

  private static JavaClasses nextvec = new ClassFileImporter().importClasses();

  @BeforeAll
  static void readClasses() {
    nextvec =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.nextvec");
  }

  /** The packages of these features: what users call, and what is internal to them. */
  private static String[] packages(String... names) {
    return List.of(names).stream()
        .flatMap(n -> Stream.of("dev.nextvec." + n + "..", "dev.nextvec.internal." + n + ".."))
        .toArray(String[]::new);
  }

  @Test
  void allModulesAreRead() {
    classes()
        .that(resideInAnyPackage(packages("data", "model", "workflow", "cli")))
        .should()
        .resideInAPackage("dev.nextvec..")
        .check(nextvec);
  }

  @Test
  void onlyTrainingKnowsLibtorch() {
    noClasses()
        .that()
        .resideOutsideOfPackages(packages("torch", "nn", "train"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco..")
        .check(nextvec);
  }

  @Test
  void whatReadsComparesAndReportsKnowsNothingOfTraining() {
    noClasses()
        .that()
        .resideOutsideOfPackages(packages("torch", "nn", "train", "workflow", "cli"))
        .should()
        .dependOnClassesThat(resideInAnyPackage(packages("torch", "nn", "train")))
        .check(nextvec);
  }

  /** A program that predicts, reads text or trains carries none of it. */
  @Test
  void whatReadsPredictsAndTrainsKnowsNothingOfWhatJudges() {
    classes()
        .that(resideInAnyPackage(EVALUATION))
        .should()
        .onlyHaveDependentClassesThat(resideInAnyPackage(EVALUATION).or(resideInAnyPackage(JUDGES)))
        .check(nextvec);
  }

  @Test
  void jsonIsReadInOnePlaceOnlyAndStrictly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.nextvec.internal.json")
        .should()
        .dependOnClassesThat()
        .haveNameMatching("com\\.fasterxml\\..*(Mapper|ObjectReader|JsonParser|JsonFactory)")
        .check(nextvec);
  }

  @Test
  void onlyRetrievalAndStoresKnowLuceneAndOnlyTheirModulesOtherFrameworks() {
    noClasses()
        .that()
        .resideOutsideOfPackages(packages("rerank", "retrieval", "store", "cli"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.lucene..")
        .check(nextvec);
    noClasses()
        .that()
        .resideOutsideOfPackages(packages("langchain4j", "springai"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.langchain4j..", "org.springframework..")
        .check(nextvec);
  }

  @Test
  void workflowsAndWhatTheyStandOnPrintNothing() {
    noClasses()
        .that()
        .resideOutsideOfPackages(packages("cli", "examples"))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(PrintStream.class)
        .check(nextvec);
  }

  @Test
  void nothingIsKnownToWhatComesBeforeIt() {
    for (int i = 0; i < FLOW.size() - 1; i++) {
      noClasses()
          .that()
          .resideInAnyPackage(packages(FLOW.get(i)))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(packages(FLOW.subList(i + 1, FLOW.size()).toArray(String[]::new))))
          .allowEmptyShould(true)
          .check(nextvec);
    }
  }

  @Test
  void statisticsKnowOnlyNumbers() {
    noClasses()
        .that()
        .resideInAnyPackage(packages("stats"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(packages("data", "model", "train", "torch", "eval")))
        .allowEmptyShould(true)
        .check(nextvec);
  }

  @Test
  void twinsAndLeaksAreFoundInVectorsAlone() {
    noClasses()
        .that(resideInAnyPackage(packages("twins", "leak")))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(packages("model", "train", "eval", "stats", "compare", "report")))
        .check(nextvec);
  }

  @Test
  void textBecomesVectorsWithoutKnowingModels() {
    noClasses()
        .that()
        .resideInAnyPackage(packages("text"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(packages("model", "train", "torch", "eval", "compare", "report")))
        .allowEmptyShould(true)
        .check(nextvec);
  }

  /** The server is a library: a command starts it, and the rest of the command line is unaware. */
  @Test
  void onlyTheCommandThatStartsItKnowsTheServerWhichDoesNotKnowTheCommandLine() {
    noClasses()
        .that()
        .resideInAPackage("dev.nextvec.cli..")
        .and()
        .haveNameNotMatching(
            ".*[.](ServeCommand|UiCommand|Serving|ServeLimitOptions|ServeSizeOptions|AccessOptions|ShownOptions|DemoServed)([$].*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.nextvec.serve..")
        .check(nextvec);
    noClasses()
        .that()
        .resideInAPackage("dev.nextvec.serve..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.nextvec.cli..")
        .allowEmptyShould(true)
        .check(nextvec);
  }

  @Test
  void onlyTheCommandLineParsesOptions() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.nextvec.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(nextvec);
  }

  @Test
  void packagesFormNoCycles() {
    slices().assignedFrom(FEATURES).should().beFreeOfCycles().check(nextvec);
  }

  @Test
  void programsOfUsersNeedNothingInternal() throws IOException {
    for (String programs : List.of("examples/src/main", ".ci/newcomer")) {
      try (Stream<Path> files = Files.walk(Path.of("..").resolve(programs))) {
        List<Path> sources = files.filter(file -> file.toString().endsWith(".java")).toList();
        assertThat(sources).isNotEmpty();
        for (Path source : sources) {
          assertThat(Files.readString(source)).as("%s", source).doesNotContain(INTERNAL);
        }
      }
    }
  }
}
