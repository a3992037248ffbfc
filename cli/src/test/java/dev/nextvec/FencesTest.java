package dev.nextvec;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.PrintStream;
import java.util.List;
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
          "eval",
          "diagnose",
          "compare",
          "examine",
          "report",
          "workflow",
          "cli");

  private static JavaClasses nextvec = new ClassFileImporter().importClasses();

  @BeforeAll
  static void readClasses() {
    nextvec =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.nextvec");
  }

  private static String[] packages(String... names) {
    return List.of(names).stream().map(n -> "dev.nextvec." + n + "..").toArray(String[]::new);
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
          .resideInAPackage("dev.nextvec." + FLOW.get(i) + "..")
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
        .resideInAPackage("dev.nextvec.stats..")
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
        .resideInAPackage("dev.nextvec.text..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(packages("model", "train", "torch", "eval", "compare", "report")))
        .allowEmptyShould(true)
        .check(nextvec);
  }

  @Test
  void theCommandLineAndTheServerDoNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage("dev.nextvec.cli..")
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
    slices().matching("dev.nextvec.(*)..").should().beFreeOfCycles().check(nextvec);
  }
}
