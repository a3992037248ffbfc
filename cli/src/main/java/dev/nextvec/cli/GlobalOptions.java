package dev.nextvec.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that every command has. */
@picocli.CommandLine.Command(
    name = "nextvec",
    description =
        "Trains, compares and explains latent vector models: given the embeddings of the"
            + " last chunks of a document, they predict the embedding of the next one.",
    synopsisHeading = "Usage: ",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Start with `nextvec demo`. Every command explains itself: `nextvec train --help`.",
      "Exit codes: 0 done, 1 failed, 2 wrong usage."
    })
final class GlobalOptions {
  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "print one JSON object on standard output and nothing else")
  boolean json;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "show the stack trace when something fails")
  boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "show this help")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      description = "show the versions of everything that computes, and where")
  boolean version;
}
