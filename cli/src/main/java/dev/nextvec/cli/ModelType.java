package dev.nextvec.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code --model-type} takes. */
enum ModelType {
  AMN,
  AMN_R,
  LSTM,
  GRU,
  TRANSFORMER,
  ALL,
  EVERYTHING;

  /**
   * What is trained: {@code all} are the specification's four; {@code everything} adds what is
   * worth considering beside them.
   */
  List<Trainable> each() {
    return switch (this) {
      case AMN, AMN_R, LSTM, GRU, TRANSFORMER -> List.of(new Trainable(this, false));
      case ALL -> of(AMN, LSTM, GRU, TRANSFORMER);
      case EVERYTHING -> {
        List<Trainable> all = of(AMN, AMN_R, LSTM, GRU, TRANSFORMER);
        all.add(new Trainable(AMN_R, true));
        yield all;
      }
    };
  }

  private static List<Trainable> of(ModelType... types) {
    List<Trainable> each = new ArrayList<>();
    for (ModelType type : types) {
      each.add(new Trainable(type, false));
    }
    return each;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
