package dev.nextvec.data;

import java.util.List;

/**
 * Documents with the groups that were found for them.
 *
 * @param documents in the order of their rows
 * @param notes what a reader of the dataset should know of the groups, a sentence each
 */
record Grouped(List<Document> documents, List<String> notes) {
  Grouped {
    documents = List.copyOf(documents);
    notes = List.copyOf(notes);
  }
}
