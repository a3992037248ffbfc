package dev.nextvec.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.Stage;
import dev.nextvec.data.Step;
import dev.nextvec.data.Texts;
import dev.nextvec.internal.file.Sha256;
import dev.nextvec.internal.json.OtherFields;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Cuts the files of one piece of a corpus into chunks. What is wrong with a file is written down,
 * not thrown: who puts the pieces together knows what comes first and what may be left out.
 */
final class PieceCutter {
  /** Of every so many lines of chunks it is written down where the first begins. */
  static final int LINES_PER_OFFSET = 256;

  /** Why the ids of a file cannot be read. */
  static final String PROBLEM = "problem";

  /** Why its documents cannot, though its ids could. */
  static final String UNREADABLE = "unreadable";

  /** Bytes of a chunk's key. */
  static final int KEY_BYTES = 16;

  private final WorkFolder folder;
  private final WorkSettings settings;
  private final Chunker chunker;
  private final int piece;
  private final ObjectNode found = JsonNodeFactory.instance.objectNode();
  private final ArrayNode offsets = found.putArray("offsets");
  private final ArrayNode files = found.putArray("files");
  private long lines;
  private long bytes;

  PieceCutter(WorkFolder folder, WorkSettings settings, int piece) {
    this.folder = folder;
    this.settings = settings;
    this.chunker = settings.chunker();
    this.piece = piece;
  }

  void run() throws IOException {
    WorkFolder.write(
        folder.ids(piece),
        ids ->
            WorkFolder.write(
                folder.documents(piece),
                documents ->
                    WorkFolder.write(
                        folder.chunks(piece),
                        chunks ->
                            WorkFolder.write(
                                folder.keys(piece),
                                keys -> cut(new Streams(ids, documents, chunks, keys))))));
    WorkFolder.write(
        folder.piece(piece), out -> out.write(found.toString().getBytes(StandardCharsets.UTF_8)));
  }

  /** Where the lines of a piece go. */
  private record Streams(
      OutputStream ids, OutputStream documents, OutputStream chunks, OutputStream keys) {}

  private void cut(Streams out) throws IOException {
    for (FilePart part : settings.pieces().get(piece)) {
      FileIds ids = FileIds.read(part, settings.reading(), new AtomicLong(), (done, total) -> {});
      for (FileIds.Found id : ids.found()) {
        out.ids().write(line(node().put("id", id.id()).put("line", id.line())));
      }
      ObjectNode told = files.addObject().put("ids", ids.found().size());
      if (ids.problem().isPresent()) {
        told.put(PROBLEM, String.valueOf(ids.problem().get().getMessage()));
      } else {
        cut(part, told, out);
      }
    }
  }

  private void cut(FilePart part, ObjectNode told, Streams out) throws IOException {
    long documents = 0;
    long before = lines;
    Stage one = new Stage(Step.FILES, 1, 1, List.of());
    try (DocumentReader reader = new DocumentReader(List.of(part), one, settings.reading())) {
      for (Optional<SourceDocument> next = next(reader, told);
          next.isPresent();
          next = next(reader, told)) {
        List<String> chunks = chunker.chunks(next.get());
        reader.tallies().chunked(next.get(), chunks);
        documents += chunks.isEmpty() ? 0 : 1;
        write(next.get(), chunks, out);
      }
      told.put("documents", documents).put("chunks", lines - before);
      told.set("tallies", reader.tallies().toJson());
    }
  }

  private static Optional<SourceDocument> next(DocumentReader reader, ObjectNode told) {
    try {
      return reader.next();
    } catch (IOException e) {
      told.put(UNREADABLE, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private void write(SourceDocument document, List<String> chunks, Streams out) throws IOException {
    for (String chunk : chunks) {
      if (lines++ % LINES_PER_OFFSET == 0) {
        offsets.add(bytes);
      }
      byte[] line = Texts.line(chunk);
      bytes += line.length;
      out.chunks().write(line);
      out.keys().write(new Sha256().addCounted(chunk).bytes(), 0, KEY_BYTES);
    }
    if (!chunks.isEmpty()) {
      ObjectNode json = node().put("id", document.id()).put("title", document.title());
      OtherFields.put(document.fields(), json.put("chunks", chunks.size()).putObject("fields"));
      out.documents().write(line(json));
    }
  }

  private static ObjectNode node() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static byte[] line(ObjectNode json) {
    return (json + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
