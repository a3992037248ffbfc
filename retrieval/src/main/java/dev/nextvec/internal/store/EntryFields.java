package dev.nextvec.internal.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.util.BytesRef;

/** How an entry is spelled in fields of Lucene, and how it is asked for. */
final class EntryFields {
  static final String ID = "id";
  static final String VECTOR = "vector";
  static final String TEXT = "text";
  static final String METADATA = "metadata";
  private static final String WHERE = "where";

  /** Of a longer value only the beginning is looked up. */
  private static final int MOST_CHARACTERS = 256;

  private static final int MOST_PARTS = 1000;

  private EntryFields() {}

  static Term id(String id) {
    return new Term(ID, id);
  }

  static Document document(Entry entry) {
    Document fields = new Document();
    fields.add(new StringField(ID, entry.id(), Field.Store.YES));
    fields.add(
        new KnnFloatVectorField(VECTOR, entry.vector().clone(), VectorSimilarityFunction.COSINE));
    entry.text().ifPresent(text -> fields.add(new StoredField(TEXT, text)));
    fields.add(new BinaryDocValuesField(METADATA, new BytesRef(spelled(entry.metadata()))));
    entry
        .metadata()
        .forEach(
            (key, value) -> {
              MetadataValue known = MetadataValue.of(key, value);
              fields.add(new StringField(WHERE, equal(key, known), Field.Store.NO));
              fields.add(new StringField(WHERE, kind(key, group(known)), Field.Store.NO));
            });
    return fields;
  }

  private static byte[] spelled(Map<String, Object> metadata) {
    StringBuilder all = new StringBuilder();
    metadata.forEach(
        (key, any) -> {
          MetadataValue value = MetadataValue.of(key, any);
          all.append(value.kind().letter()).append(key.length()).append(':').append(key);
          all.append(value.spelled().length()).append(':').append(value.spelled());
        });
    return all.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Reads what {@link #document} wrote. */
  static Map<String, Object> metadata(BytesRef spelled) {
    String all = spelled.utf8ToString();
    Map<String, Object> metadata = new LinkedHashMap<>();
    for (int at = 0; at < all.length(); ) {
      MetadataValue.Kind kind = MetadataValue.Kind.of(all.charAt(at));
      int colon = all.indexOf(':', at);
      int end = colon + 1 + Integer.parseInt(all, at + 1, colon, 10);
      String key = all.substring(colon + 1, end);
      colon = all.indexOf(':', end);
      at = colon + 1 + Integer.parseInt(all, end, colon, 10);
      metadata.put(key, new MetadataValue(kind, all.substring(colon + 1, at)).value());
    }
    return metadata;
  }

  private static String equal(String key, MetadataValue value) {
    return begin(key) + "=" + begin(value.canonical());
  }

  private static String kind(String key, char group) {
    return begin(key) + ":" + group;
  }

  private static String begin(String text) {
    return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS);
  }

  private static char group(MetadataValue value) {
    return switch (value.kind()) {
      case TEXT -> 's';
      case UUID -> 'u';
      case INT, LONG, FLOAT, DOUBLE -> 'n';
    };
  }

  /** Finds every entry that may be meant. */
  static Query query(Where where) {
    return switch (where) {
      case Where.OneOf one -> new TermInSetQuery(WHERE, terms(one));
      case Where.All all -> joined(all.parts(), Occur.FILTER);
      case Where.Any any -> joined(any.parts(), Occur.SHOULD);
      case Where.Unknown any -> MatchAllDocsQuery.INSTANCE;
    };
  }

  private static Query joined(List<Where> parts, Occur occur) {
    if (parts.isEmpty() || parts.size() > MOST_PARTS) {
      return MatchAllDocsQuery.INSTANCE;
    }
    BooleanQuery.Builder joined = new BooleanQuery.Builder();
    parts.forEach(part -> joined.add(query(part), occur));
    return joined.build();
  }

  /** The values, and all values of other kinds: whoever asks may want to refuse these. */
  private static List<BytesRef> terms(Where.OneOf one) {
    List<BytesRef> terms = new ArrayList<>();
    for (Object any : one.values()) {
      MetadataValue value = MetadataValue.of(one.key(), any);
      terms.add(new BytesRef(equal(one.key(), value)));
      for (char other : new char[] {'s', 'u', 'n'}) {
        if (other != group(value) && !(group(value) == 'u' && other == 's')) {
          terms.add(new BytesRef(kind(one.key(), other)));
        }
      }
    }
    return terms;
  }
}
