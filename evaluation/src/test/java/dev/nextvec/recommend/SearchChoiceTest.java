package dev.nextvec.recommend;

import static dev.nextvec.compare.Searches.way;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.compare.Comparison;
import dev.nextvec.compare.CorpusSearch;
import dev.nextvec.compare.CorpusSearch.Way;
import dev.nextvec.compare.Examples;
import dev.nextvec.compare.Searches;
import dev.nextvec.eval.Speed.Conditions;
import dev.nextvec.recommend.Recommendation.Answer;
import dev.nextvec.recommend.Recommendation.Exclusion;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What to search an index by, on figures whose answer is plain to see. */
class SearchChoiceTest {
  private static final Way PERSISTENCE = way("persistence", 0.32, 0.10, 2);
  private static final Way WORDS = way("persistence+0.2*bm25", 0.3995, 0.0005, 9);
  private static final Way MODEL = way("model+0.3*bm25", 0.40, 0, 5);

  private static Recommendation answer(CorpusSearch search, Limits limits) {
    Comparison comparison = Comparison.of("data", Examples.results(20)).withSearch(search);
    return Recommender.of(comparison, limits, Recommender.GIVE).getFirst();
  }

  private static Recommendation answer(Way... ways) {
    return answer(Searches.of(List.of(), ways), Limits.NONE);
  }

  @Test
  void noModelWhereOneIsShownToAddNextToNothing() {
    Recommendation answer = answer(PERSISTENCE, WORDS, MODEL);
    assertThat(answer.useCase()).isEqualTo(UseCase.VECRAG);
    assertThat(answer.answer()).isEqualTo(Answer.NO_MODEL);
    assertThat(answer.headline()).isEqualTo("no model: persistence+0.2*bm25");
    assertThat(answer.reasons().get(0))
        .contains("at most 0.005", "1,000 chunks", "0.3995 against model+0.3*bm25 (0.4000)", "18");
    assertThat(answer.reasons().get(1)).contains("best with a model: model+0.3*bm25", "highest");
    assertThat(answer.rule())
        .contains("without a model before one with", "all chunks of the corpus", "0.005");
  }

  @Test
  void aModelThatIsNotShownToBeWithoutWorthIsNamed() {
    Recommendation answer =
        answer(PERSISTENCE, way("persistence+0.2*bm25", 0.396, 0.004, 1), MODEL);
    assertThat(answer.answer()).isEqualTo(Answer.NETWORK);
    assertThat(answer.headline()).isEqualTo("model+0.3*bm25 (model gru)");
    assertThat(answer.reasons().get(1))
        .contains("best without a model: persistence+0.2*bm25 (0.3960), −0.0040 of MRR");
  }

  @Test
  void ofSeveralWithoutAModelTheFastestIsChosen() {
    assertThat(answer(PERSISTENCE, WORDS, way("bm25", 0.3992, 0.0008, 1), MODEL).models())
        .containsExactly("bm25");
  }

  @Test
  void aReRankerIsFittedButNoModel() {
    Way reranked = way("persistence+bm25:reranked", 0.3992, 0.0008, 1);
    assertThat(answer(PERSISTENCE, WORDS, reranked, MODEL).answer()).isEqualTo(Answer.NO_MODEL);
    Recommendation answer = answer(PERSISTENCE, reranked, MODEL);
    assertThat(answer.answer()).isEqualTo(Answer.BASELINE);
    assertThat(answer.headline()).isEqualTo("persistence+bm25:reranked");
  }

  @Test
  void whatTiesWithPersistenceIsNotNamed() {
    Recommendation answer =
        answer(
            way("persistence", 0.399, 0.001, 2), way("model", 0.4, 0, 1), way("bm25", 0.2, 0.2, 1));
    assertThat(answer.headline()).isEqualTo("no model: persistence");
    assertThat(answer.reasons().getFirst())
        .isEqualTo(
            "No way is shown to be better than persistence by MRR among all 1,000 chunks: 0.3990"
                + " against model (0.4000).");
  }

  @Test
  void ofWhatIsNotComparedWithEachOtherTheHighestIsChosen() {
    CorpusSearch search = Searches.of(List.of(), PERSISTENCE, WORDS, MODEL);
    assertThat(search.choice(way -> !way.asksModel(), Recommender.GIVE)).isEqualTo(WORDS);
    assertThat(search.choice(way -> false, Recommender.GIVE)).isEqualTo(PERSISTENCE);
  }

  @Test
  void persistenceAloneIsAnAnswer() {
    Recommendation answer = answer(way("persistence", 0.4, 0, 2), way("bm25", 0.3, 0.1, 1));
    assertThat(answer.headline()).isEqualTo("no model: persistence");
    assertThat(answer.reasons().get(1)).isEqualTo("No model was measured with this index.");
  }

  @Test
  void limitsComeFirst() {
    Limits slow = new Limits(OptionalDouble.of(10), OptionalLong.empty(), OptionalLong.empty());
    Recommendation answer = answer(Searches.of(List.of(), PERSISTENCE, WORDS, MODEL), slow);
    assertThat(answer.excluded())
        .containsExactly(
            new Exclusion("persistence+0.2*bm25", "p95 of a search 18 ms, over 10 ms"));
    assertThat(answer.headline()).startsWith("model+0.3*bm25");
    Limits none = new Limits(OptionalDouble.of(1), OptionalLong.empty(), OptionalLong.empty());
    assertThat(answer(Searches.of(List.of(), PERSISTENCE, WORDS, MODEL), none).answer())
        .isEqualTo(Answer.NOTHING);
  }

  @Test
  void whatWasComparedOnlyWithARowThatIsRuledOutCannotBeSaid() {
    Limits fast = new Limits(OptionalDouble.of(9), OptionalLong.empty(), OptionalLong.empty());
    Recommendation answer = answer(Searches.of(List.of(), PERSISTENCE, MODEL), fast);
    assertThat(answer.answer()).isEqualTo(Answer.CANNOT_SAY);
    assertThat(answer.reasons().getFirst()).contains("model+0.3*bm25", "ruled out");
  }

  @Test
  void fewDocumentsCannotSay() {
    Way few = way("persistence", 0.4, 0, 2, false);
    assertThat(answer(few, way("bm25", 0.3, 0.1, 1, false)).answer()).isEqualTo(Answer.CANNOT_SAY);
  }

  @Test
  void aTimeOfABusyMachineSaysSo() {
    Way busy = Searches.during(MODEL, new Conditions(0, 0.9, 0));
    assertThat(answer(PERSISTENCE, busy).reasons().getFirst())
        .endsWith("A search takes p95 10 ms (on a busy machine).");
  }

  @Test
  void marksOfTheIndexStandInTheReasons() {
    Recommendation answer =
        answer(Searches.of(List.of("the test leaks"), PERSISTENCE, WORDS, MODEL), Limits.NONE);
    assertThat(answer.reasons()).contains("Of the index: the test leaks.");
    assertThat(answer.headline()).isEqualTo("no model: persistence");
  }
}
