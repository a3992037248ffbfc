package dev.nextvec.text;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.data.Account;
import dev.nextvec.data.AccountJson;
import dev.nextvec.data.Omission;
import dev.nextvec.data.Stage;
import dev.nextvec.data.Step;
import dev.nextvec.data.Tally;
import dev.nextvec.internal.json.FieldTally;
import dev.nextvec.internal.json.JsonValue;
import dev.nextvec.internal.json.OtherFields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What an encoding counts on the way from files to chunks. */
final class Tallies {
  static final String NO_TEXT = "no text";
  private static final int MOST_NOTES = 1000;
  private static final String BLANK_LINE = "blank line";
  private static final String BETWEEN_CHUNKS = "lost while cutting chunks";

  private final Tally files;
  private final Tally documents = new Tally(Step.DOCUMENTS);
  private final Tally letters = new Tally(Step.LETTERS);
  private final Tally chunks = new Tally(Step.CHUNKS);
  private final FieldTally fields = new FieldTally();
  private final List<String> notes = new ArrayList<>();
  private long moreNotes;
  private boolean cutsKnown = true;
  private boolean ready;

  Tallies(Stage found) {
    files = Tally.from(found);
  }

  /** A file that was found turns out to be unreadable. */
  void unreadable(String problem) {
    files.takeBack(Corpus.UNREADABLE, problem);
  }

  /** Documents that are none to whoever encodes: redirects, pages of other namespaces. */
  void leaveOut(String reason, long count) {
    documents.leaveOut(reason, count);
  }

  /** A document that is left out for another reason than that it has no text. */
  void leaveOut(String reason, String document) {
    documents.leaveOut(reason, document);
  }

  void blankLines(long count) {
    documents.leaveOut(BLANK_LINE, count);
  }

  /** What else a line of JSONL says of its document. */
  void fields(OtherFields line) {
    fields.add(line);
  }

  /** A document was read from markup. */
  void document(SourceDocument document, ParsedText parsed) {
    count(document, parsed.lettersKept());
    parsed.leftOut().letters().forEach(letters::leaveOut);
    parsed.notes().forEach(this::note);
  }

  /** A document was read that was ready as it is. */
  void document(SourceDocument document) {
    count(document, Letters.ofBlocks(document.blocks()));
  }

  private void count(SourceDocument document, long lettersKept) {
    if (document.isEmpty()) {
      documents.leaveOut(NO_TEXT, document.id());
    } else {
      documents.keep(1);
      letters.keep(lettersKept);
    }
  }

  /** Something else that a reader of the dataset should know; very many are only counted. */
  private void note(String line) {
    if (notes.size() < MOST_NOTES) {
      notes.add(line);
    } else {
      moreNotes++;
    }
  }

  /** A document was cut into chunks, perhaps none. */
  void chunked(SourceDocument document, List<String> made) {
    ready |= document.chunked() && !made.isEmpty();
    if (made.isEmpty()) {
      documents.takeBack(NO_TEXT, document.id());
    }
    letters.takeBack(
        BETWEEN_CHUNKS, Math.max(0, Letters.ofBlocks(document.blocks()) - Letters.ofBlocks(made)));
  }

  /** Whether a document came in chunks of its own, which may be of any length. */
  boolean ready() {
    return ready;
  }

  /** So many chunks were encoded that the encoder reads to their end. */
  void whole(long count) {
    chunks.keep(count);
  }

  void cut(String document, String reason) {
    chunks.leaveOut(reason, document);
  }

  /** A chunk was encoded by an encoder that does not say what it cuts. */
  void cutUnknown() {
    cutsKnown = false;
  }

  /** Documents so far that have no text. */
  long empty() {
    return documents.stage().count(NO_TEXT);
  }

  /** What was counted of one file, for whoever adds it to that of other files. */
  ObjectNode toJson() {
    List<Stage> stages = List.of(files.stage(), documents.stage(), letters.stage());
    return JsonNodeFactory.instance
        .objectNode()
        .put("more_notes", moreNotes)
        .put("ready_chunks", ready)
        .<ObjectNode>set("account", AccountJson.of(new Account(stages, notes)))
        .set("fields", fields.toJson());
  }

  /**
   * Counts what another counted of the file after those counted here.
   *
   * @throws IOException if it is not what {@link #toJson} wrote
   */
  void add(JsonValue json) throws IOException {
    Account other = AccountJson.fromJson(json.field("account").node(), json.where());
    for (Omission unreadable : other.stage(Step.FILES).orElseThrow().leftOut()) {
      unreadable.names().forEach(problem -> files.takeBack(unreadable.reason(), problem));
    }
    documents.add(other.stage(Step.DOCUMENTS).orElseThrow());
    letters.add(other.stage(Step.LETTERS).orElseThrow());
    other.notes().forEach(this::note);
    moreNotes += json.field("more_notes").wholeNumber(0, Long.MAX_VALUE);
    ready |= json.field("ready_chunks").truth();
    fields.add(json.field("fields"));
  }

  Account account() {
    List<Stage> stages =
        new ArrayList<>(List.of(files.stage(), documents.stage(), letters.stage()));
    List<String> all = new ArrayList<>(notes);
    if (moreNotes > 0) {
      all.add("And %d more notes of this kind.".formatted(moreNotes));
    }
    all.addAll(fields.notes());
    if (cutsKnown) {
      stages.add(chunks.stage());
    } else {
      all.add("This encoder does not say how long a text it reads: chunks may be cut unseen.");
    }
    return new Account(stages, all);
  }
}
