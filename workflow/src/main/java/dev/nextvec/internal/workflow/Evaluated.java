package dev.nextvec.internal.workflow;

import dev.nextvec.compare.RunResult;
import dev.nextvec.eval.TestResult;
import java.nio.file.Path;
import java.util.List;

/** A model and what its test gave. */
public sealed interface Evaluated permits EvaluatedRun, EvaluatedPackage {

  /** Where the model is. */
  Path path();

  /** What it is called for itself. */
  String name();

  /** Its architecture, or the name of a baseline. */
  String model();

  /** What a person calls the data of the test. */
  String dataset();

  /** Its result on the test windows. */
  TestResult test();

  /** What must stand beside every figure of it. */
  List<String> marks();

  /** What a reader must know before trusting its figures. */
  List<String> notes();

  /**
   * Its row in a table.
   *
   * @param named what the table calls it
   */
  RunResult row(String named);
}
