package dev.nextvec.internal.engine;

class PlainSimilaritiesTest extends SimilaritiesContract {
  PlainSimilaritiesTest() {
    super(new PlainEngine(2));
  }
}
