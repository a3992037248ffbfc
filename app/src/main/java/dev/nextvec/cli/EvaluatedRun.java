package dev.nextvec.cli;

import dev.nextvec.eval.TestResult;
import dev.nextvec.run.RunDirectory;

/**
 * A run and what its test gave.
 *
 * @param run its directory
 * @param info what it is
 * @param test its result on the test windows
 */
record EvaluatedRun(RunDirectory run, RunDirectory.Info info, TestResult test) {}
