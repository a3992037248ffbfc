package dev.nextvec.cli;

import picocli.CommandLine.Option;

/** What is done about documents that repeat each other, wherever a dataset is made. */
final class CopyOptions {
  @Option(
      names = "--group-copies",
      description =
          "put documents that share a chunk, the same or nearly, into one group, so that no split"
              + " or fold parts them; says which")
  boolean grouped;
}
