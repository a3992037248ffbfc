package dev.nextvec.internal.page;

import java.util.Optional;

/** Looks things up in what is served, within the bounds of a request. */
public interface Explorer {

  /**
   * What follows a place or a text.
   *
   * @return absent where no index is served
   * @throws IllegalArgumentException if the query asks for what there is not
   */
  Optional<Explored> explore(ExploreQuery query) throws Exception;
}
