package dev.nextvec.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class DocumentTest {
  /** Rows 2 to 4, none, 5 to 5, none, and after a gap 8 to 11. */
  private static final List<Document> DOCUMENTS =
      List.of(
          new Document("a", "", 2, 3),
          new Document("empty", "", 5, 0),
          new Document("b", "", 5, 1),
          new Document("empty too", "", 7, 0),
          new Document("c", "", 8, 4));

  @Test
  void everyRowOfADocumentIsFoundInItAndNoOther() {
    for (int i = 0; i < DOCUMENTS.size(); i++) {
      for (long row = DOCUMENTS.get(i).first(); row < DOCUMENTS.get(i).end(); row++) {
        assertThat(Document.holding(DOCUMENTS, row)).hasValue(i);
      }
    }
  }

  @Test
  void aRowBeforeBetweenOrBehindDocumentsIsOfNone() {
    for (long row : new long[] {0, 1, 6, 7, 12, Long.MAX_VALUE}) {
      assertThat(Document.holding(DOCUMENTS, row)).isEmpty();
    }
    assertThat(Document.holding(List.of(), 0)).isEmpty();
  }
}
