package dev.nextvec.internal.retrieval;

import dev.nextvec.data.Document;
import dev.nextvec.internal.retrieval.IndexWriting.Updated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.Term;

/**
 * What must happen to the documents of an index, by id.
 *
 * @param kept as they were
 * @param removed no longer there, or no longer as they were
 * @param added new, or no longer as they were
 */
record UpdatePlan(Set<String> kept, Set<String> removed, Set<String> added) {

  static UpdatePlan of(IndexedDocuments before, IndexedDocuments now) {
    Map<String, String> old = before.hashes();
    Map<String, String> wanted = now.hashes();
    Set<String> kept = new HashSet<>();
    wanted.forEach(
        (id, hash) -> {
          if (hash.equals(old.get(id))) {
            kept.add(id);
          }
        });
    Set<String> removed = new HashSet<>(old.keySet());
    removed.removeAll(kept);
    Set<String> added = new HashSet<>(wanted.keySet());
    added.removeAll(kept);
    return new UpdatePlan(kept, removed, added);
  }

  /** Puts Lucene's files into another folder: it never changes one that it has written. */
  static void link(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(UpdatePlan::isLucene).toList()) {
        Path copy = to.resolve(file.getFileName());
        try {
          Files.createLink(copy, file);
        } catch (IOException | UnsupportedOperationException e) {
          Files.copy(file, copy);
        }
      }
    }
  }

  private static boolean isLucene(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith("_") || name.startsWith("segments_");
  }

  void run(IndexWriter writer, IndexedRows rows, IndexedDocuments now) throws IOException {
    for (String id : removed) {
      writer.deleteDocuments(new Term(ChunkIndex.DOCUMENT, id));
    }
    for (Document document : now.all()) {
      if (added.contains(document.id())) {
        rows.add(writer, document.first(), document.count());
      }
    }
  }

  Updated done(IndexManifest made) {
    Set<String> changed = new HashSet<>(removed);
    changed.retainAll(added);
    return new Updated(
        made,
        kept.size(),
        added.size() - changed.size(),
        changed.size(),
        removed.size() - changed.size());
  }
}
