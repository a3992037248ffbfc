package dev.nextvec.langchain4j;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.langchain4j.store.embedding.filter.comparison.IsEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsIn;
import dev.langchain4j.store.embedding.filter.logical.And;
import dev.langchain4j.store.embedding.filter.logical.Or;
import dev.nextvec.internal.store.Condition;
import dev.nextvec.internal.store.Where;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Filters as conditions: LangChain4j's own test decides on every entry; what must be equal is
 * looked up first.
 */
final class FilterWhere {
  private FilterWhere() {}

  static Condition of(Filter filter) {
    return new Condition(metadata -> filter.test(new Metadata(metadata)), where(filter));
  }

  private static Where where(Filter filter) {
    return switch (filter) {
      case IsEqualTo equal -> values(equal.key(), List.of(equal.comparisonValue()));
      case IsIn in -> values(in.key(), new ArrayList<>(in.comparisonValues()));
      case And and -> new Where.All(List.of(where(and.left()), where(and.right())));
      case Or or -> new Where.Any(List.of(where(or.left()), where(or.right())));
      default -> new Where.Unknown();
    };
  }

  private static Where values(String key, List<Object> values) {
    boolean known =
        values.stream()
            .allMatch(
                value ->
                    value instanceof String
                        || value instanceof UUID
                        || value instanceof Integer
                        || value instanceof Long
                        || value instanceof Float
                        || value instanceof Double);
    return known ? new Where.OneOf(key, values) : new Where.Unknown();
  }
}
