package dev.nextvec.internal.rerank;

/** Why no re-ranker was fitted: there is too little to fit on, or a feature tells the answer. */
public final class NotFitted extends RuntimeException {
  private static final long serialVersionUID = 1;

  NotFitted(String why) {
    super(why);
  }
}
