package dev.nextvec.text;

import dev.nextvec.data.Document;
import dev.nextvec.data.Stage;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.json.OtherFields;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pieces of a corpus put together: what one process would have found that read file after file.
 */
final class CutCorpus {
  private final WorkFolder folder;
  private final CorpusIds ids;
  private final List<Document> documents = new ArrayList<>();
  private final List<ShardPlan.Run> runs = new ArrayList<>();
  private final List<JsonValue> counted = new ArrayList<>();
  private final Set<CorpusFile> bad = new HashSet<>();

  /** The ids in those parts that were met of the file at hand. */
  private final List<FileIds.Found> found = new ArrayList<>();

  private Optional<IOException> problem = Optional.empty();

  private @Nullable IOException unreadable;
  private long rows;

  /** Lines of the chunks of the piece at hand that were passed. */
  private long line;

  private CutCorpus(WorkFolder folder, WorkSettings settings, Stage found) {
    this.folder = folder;
    ids = new CorpusIds(found, settings.reading().skipBad());
  }

  /** What was found. */
  record Found(List<Document> documents, ShardPlan plan, Tallies tallies) {}

  /**
   * Reads all pieces.
   *
   * @param found the files met
   * @throws IOException if a file cannot be read, or two documents share an id, as in {@link
   *     Corpus#checked}
   * @throws IllegalArgumentException likewise, or if there is no text at all
   */
  static Found read(WorkFolder folder, WorkSettings settings, Stage found) throws IOException {
    CutCorpus corpus = new CutCorpus(folder, settings, found);
    List<List<FilePart>> pieces = settings.pieces();
    try {
      return corpus.put(pieces);
    } catch (IOException | IllegalArgumentException e) {
      corpus.forgetProblems(pieces.size(), e);
      throw e;
    }
  }

  private Found put(List<List<FilePart>> pieces) throws IOException {
    for (int piece = 0; piece < pieces.size(); piece++) {
      admit(piece, pieces.get(piece));
    }
    for (int piece = 0; piece < pieces.size(); piece++) {
      add(piece, pieces.get(piece));
    }
    Tallies tallies = new Tallies(ids.files());
    if (unreadable != null) {
      throw unreadable;
    }
    for (JsonValue each : counted) {
      tallies.add(each);
    }
    if (rows == 0) {
      throw new IllegalArgumentException(EncodePipeline.nothing(tallies.account()));
    }
    return new Found(documents, new ShardPlan(runs), tallies);
  }

  /** What kept a file from being read may pass: the same command reads it again. */
  private void forgetProblems(int pieces, Exception failure) {
    try {
      for (int piece = 0; piece < pieces; piece++) {
        if (told(piece).stream().anyMatch(CutCorpus::hasProblem)) {
          Files.deleteIfExists(folder.piece(piece));
        }
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static boolean hasProblem(JsonValue file) {
    return file.node().has(PieceCutter.PROBLEM) || file.node().has(PieceCutter.UNREADABLE);
  }

  /** A file that is bad in one part is bad as a whole, so that all parts are asked first. */
  private void admit(int piece, List<FilePart> parts) throws IOException {
    List<JsonValue> told = told(piece);
    try (BufferedReader lines = Files.newBufferedReader(folder.ids(piece))) {
      for (int i = 0; i < told.size(); i++) {
        FileIds part = ids(told.get(i), lines, folder.ids(piece));
        if (problem.isEmpty()) {
          found.addAll(part.found());
          problem = part.problem();
        }
        if (parts.get(i).isLast()) {
          CorpusFile file = parts.get(i).file();
          if (!ids.admit(file, new FileIds(found, problem))) {
            bad.add(file);
          }
          found.clear();
          problem = Optional.empty();
        }
      }
    }
  }

  private List<JsonValue> told(int piece) throws IOException {
    return JsonValue.read(folder.piece(piece)).field("files").items();
  }

  private void add(int piece, List<FilePart> parts) throws IOException {
    line = 0;
    List<JsonValue> told = told(piece);
    try (BufferedReader documentLines = Files.newBufferedReader(folder.documents(piece))) {
      for (int i = 0; i < told.size(); i++) {
        JsonValue file = told.get(i);
        boolean good = !bad.contains(parts.get(i).file());
        long count = file.optional("documents", JsonValue::node).map(n -> n.asLong()).orElse(0L);
        for (long k = 0; k < count; k++) {
          add(line(documentLines, folder.documents(piece)), good);
        }
        if (file.optional("tallies").isPresent()) {
          add(piece, file, good);
        }
      }
    }
  }

  private void add(int piece, JsonValue file, boolean good) throws IOException {
    long chunks = file.field("chunks").wholeNumber(0, Long.MAX_VALUE);
    if (good) {
      Optional<JsonValue> problem = file.optional(PieceCutter.UNREADABLE);
      if (problem.isPresent() && unreadable == null) {
        unreadable = new IOException(problem.get().text());
      }
      counted.add(file.field("tallies"));
      extend(piece, chunks);
    }
    line += chunks;
  }

  private void extend(int piece, long chunks) {
    if (chunks == 0) {
      return;
    }
    if (!runs.isEmpty()) {
      ShardPlan.Run last = runs.getLast();
      if (last.piece() == piece && last.line() + last.rows() == line) {
        runs.set(runs.size() - 1, new ShardPlan.Run(piece, last.line(), last.rows() + chunks));
        return;
      }
    }
    runs.add(new ShardPlan.Run(piece, line, chunks));
  }

  private void add(JsonValue json, boolean good) throws IOException {
    if (good) {
      long count = json.field("chunks").wholeNumber(1, Long.MAX_VALUE);
      String id = json.field("id").text();
      documents.add(
          new Document(
              id,
              json.field("title").text(),
              rows,
              count,
              id,
              OtherFields.of(json.field("fields"), Set.of()).kept()));
      rows += count;
    }
  }

  private static FileIds ids(JsonValue file, BufferedReader lines, Path path) throws IOException {
    List<FileIds.Found> found = new ArrayList<>();
    int count = file.field("ids").count(0);
    for (int i = 0; i < count; i++) {
      JsonValue id = line(lines, path);
      found.add(
          new FileIds.Found(
              id.field("id").text(), id.field("line").wholeNumber(0, Long.MAX_VALUE)));
    }
    Optional<JsonValue> problem = file.optional(PieceCutter.PROBLEM);
    return new FileIds(
        found,
        problem.isPresent()
            ? Optional.of(new IOException(problem.get().text()))
            : Optional.empty());
  }

  private static JsonValue line(BufferedReader lines, Path path) throws IOException {
    String line = lines.readLine();
    if (line == null) {
      throw new EOFException(path + " is cut off: remove " + path.getParent());
    }
    return JsonValue.parse(line, path.toString());
  }
}
