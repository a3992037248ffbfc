package dev.nextvec.engine;

class PlainSimilaritiesTest extends SimilaritiesContract {
  PlainSimilaritiesTest() {
    super(new PlainEngine(2));
  }
}
