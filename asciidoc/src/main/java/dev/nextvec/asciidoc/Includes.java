package dev.nextvec.asciidoc;

import dev.nextvec.internal.file.Addresses;
import dev.nextvec.text.MarkupRenderer.IncludedText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.asciidoctor.ast.Document;
import org.asciidoctor.extension.IncludeProcessor;
import org.asciidoctor.extension.PreprocessorReader;

/**
 * Resolves {@code include::} to files below the folder of the document that is read, never outside
 * of it (links are followed first) and never over a network. What is not included is noted.
 */
final class Includes extends IncludeProcessor {
  private static final int MOST_TIMES = 64; // of one file: a file may include itself
  private static final int LONGEST_BYTES = 64 << 20; // of all files

  private Path document = Path.of("");
  private IncludedText files = file -> "";
  private final List<String> notes = new ArrayList<>();
  private final Map<Path, Integer> times = new LinkedHashMap<>();
  private long bytes;

  /** From now on a document is read. */
  void begin(Path file, IncludedText included) {
    document = file;
    files = included;
    notes.clear();
    times.clear();
    bytes = 0;
  }

  /** What was not included since then, one line each. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  @Override
  public boolean handles(String target) {
    return true;
  }

  @Override
  public void process(
      Document ignored, PreprocessorReader reader, String target, Map<String, Object> attributes) {
    if (target.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
      note(target, "addresses are not fetched");
      return;
    }
    try {
      Path root = folder(document).toRealPath();
      Path from = isIncluded(reader) ? Addresses.path(reader.getDir()) : root;
      Path file = from.resolve(target).normalize();
      if (!file.startsWith(root) || (Files.exists(file) && !file.toRealPath().startsWith(root))) {
        note(target, "it is outside of the document's folder");
      } else if (!Files.isRegularFile(file)) {
        if (!attributes.containsKey("optional-option")) {
          note(target, "it is not there");
        }
      } else {
        include(file, reader, target, attributes);
      }
    } catch (IOException | IllegalArgumentException e) {
      note(target, "it cannot be read: " + e.getMessage());
    }
  }

  private void include(
      Path file, PreprocessorReader reader, String target, Map<String, Object> attributes)
      throws IOException {
    bytes += Files.size(file);
    if (bytes > LONGEST_BYTES || times.merge(file, 1, Integer::sum) > MOST_TIMES) {
      note(target, "it includes itself, or is too large");
      return;
    }
    IncludedLines lines = new IncludedLines(files.read(file).lines().toList());
    reader.pushInclude(lines.selected(attributes), file.toString(), file.toString(), 1, attributes);
    lines.missing(attributes).ifPresent(tag -> note(target, "it has no tag `" + tag + "`"));
  }

  private static boolean isIncluded(PreprocessorReader reader) {
    return Optional.ofNullable(reader.getFile()).filter(f -> !f.isEmpty()).isPresent();
  }

  private static Path folder(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }

  private void note(String target, String why) {
    String line = "%s: include::%s[] is left out: %s".formatted(document, target, why);
    if (!notes.contains(line)) {
      notes.add(line);
    }
  }
}
