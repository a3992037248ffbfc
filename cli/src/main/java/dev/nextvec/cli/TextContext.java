package dev.nextvec.cli;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.file.FileErrors;
import dev.nextvec.internal.wording.Beginning;
import dev.nextvec.internal.workflow.Contexts;
import dev.nextvec.model.Model;
import dev.nextvec.text.Chunker;
import dev.nextvec.text.Corpus;
import dev.nextvec.text.DocumentReader;
import dev.nextvec.text.Encoder;
import dev.nextvec.text.SourceDocument;
import dev.nextvec.text.TextFormat;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The end of a text as a context, cut and encoded as {@code data encode} does it. */
record TextContext(EncoderOptions encoder, Chunker chunker) {
  private static final int LONGEST_NAME = 100; // characters, of a file that is not there

  /** The last chunks of a text, with their vectors. */
  record Encoded(List<String> texts, List<float[]> vectors, EncoderFingerprint encoder) {}

  /**
   * The last chunks of one document, not encoded.
   *
   * @param most how many
   * @param text a file, {@code -} for plain text from {@code in}, or plain text itself
   */
  List<String> last(int most, String text, StandardInput in) throws IOException {
    List<String> chunks = chunks(text, in);
    if (chunks.isEmpty()) {
      throw new IllegalArgumentException(name(text) + " holds no chunk: give at least a sentence");
    }
    return chunks.subList(Math.max(0, chunks.size() - most), chunks.size());
  }

  /** The same as a context of a model, encoded. */
  Contexts context(Model model, String text, StandardInput in) throws IOException {
    List<String> chunks = chunks(text, in);
    Contexts.requireEnough(model, chunks.size(), "chunk", " of text in " + name(text));
    List<String> last = chunks.subList(chunks.size() - model.contextLength(), chunks.size());
    Encoded encoded = encode(last, model::requireEncoder);
    return Contexts.last(model, encoded.vectors(), "chunk", encoded.encoder());
  }

  private List<String> chunks(String text, StandardInput in) throws IOException {
    if (text.equals("-")) {
      return ofPlainText(in::copy, name(text));
    }
    if (isFile(text)) {
      return ofFile(text);
    }
    boolean oneWord = text.strip().chars().noneMatch(Character::isWhitespace);
    if (oneWord || isNamedAsFile(text.strip())) {
      throw new IllegalArgumentException(
          TypedPath.notText(text)
              .orElseGet(
                  () ->
                      "there is no file `%s`: name one, or give several words%s, or - for standard input"
                          .formatted(
                              Beginning.of(text, LONGEST_NAME, "..."),
                              oneWord ? "" : " that do not end as the name of a file does")));
    }
    return ofPlainText(file -> Files.writeString(file, text), name(text));
  }

  /** Not a passage that ends in one. */
  private static boolean isNamedAsFile(String words) {
    return words.length() <= LONGEST_NAME
        && words.lines().count() == 1
        && TextFormat.ofFileName(words).isPresent();
  }

  private static String name(String text) {
    return text.equals("-") ? "standard input" : isFile(text) ? text : "the text";
  }

  private static boolean isFile(String text) {
    try {
      return Files.exists(Path.of(text));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /**
   * Encodes chunks.
   *
   * @param accept refuses an encoder that will not do, before it works
   */
  Encoded encode(List<String> chunks, Consumer<EncoderFingerprint> accept) throws IOException {
    try (Encoder open = encoder.open()) {
      accept.accept(open.fingerprint());
      return new Encoded(chunks, Arrays.asList(open.encode(chunks)), open.fingerprint());
    }
  }

  @FunctionalInterface
  private interface Filling {
    void write(Path file) throws IOException;
  }

  private List<String> ofPlainText(Filling filling, String name) throws IOException {
    try (KeptText kept = new KeptText(folder(name))) {
      fill(kept.file(), filling, name);
      return ofFile(kept.file().toString(), name);
    }
  }

  /** Read as the file it is in, but called by its name. */
  private List<String> ofFile(String file, String name) throws IOException {
    try {
      return ofFile(file);
    } catch (IOException | IllegalArgumentException e) {
      String said = String.valueOf(e.getMessage());
      if (!said.contains(file)) {
        throw e;
      }
      throw new IOException(said.replace(file, name), e);
    }
  }

  /** A text in a folder of its own, for as long as it is read. */
  private record KeptText(Path folder) implements Closeable {
    Path file() {
      return folder.resolve("standard-input.txt");
    }

    @Override
    public void close() throws IOException {
      Files.deleteIfExists(file());
      Files.delete(folder);
    }
  }

  private static Path folder(String name) throws IOException {
    try {
      return Files.createTempDirectory("nextvec-predict");
    } catch (IOException e) {
      throw noRoom(name, e);
    }
  }

  private static void fill(Path file, Filling filling, String name) throws IOException {
    try {
      filling.write(file);
    } catch (IOException e) {
      throw FileErrors.isDiskFull(e) ? noRoom(name, e) : e;
    }
  }

  private static IOException noRoom(String name, IOException e) {
    Path room = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
    return FileErrors.explainWriting(
        "keeping %s in the temporary folder %s".formatted(name, room), room.resolve("text"), e);
  }

  private List<String> ofFile(String file) throws IOException {
    List<List<String>> documents = new ArrayList<>();
    try (DocumentReader reader = Corpus.find(List.of(file)).read()) {
      for (Optional<SourceDocument> next = reader.next();
          next.isPresent() && documents.size() < 2;
          next = reader.next()) {
        documents.add(chunker.chunks(next.get()));
      }
    }
    if (documents.size() > 1) {
      throw new IllegalArgumentException(
          file + " holds several documents: a prediction follows one; give that alone");
    }
    return documents.isEmpty() ? List.of() : documents.getFirst();
  }
}
