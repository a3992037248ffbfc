package dev.nextvec.serve;

import dev.nextvec.internal.wording.Setting;
import dev.nextvec.serve.ServeSettings.Place;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.HostPort;

/**
 * By which names a server may be called. Whoever owns a name can let it mean this machine, and then
 * a page of that name, open in a browser here, would ask this server as if it were its own (DNS
 * rebinding). The browser says by which name it asks, so a server of this machine alone answers to
 * its own names only.
 */
final class Hosts {
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "::1");

  private final Set<String> own = new HashSet<>(THIS_MACHINE);
  private final boolean any;

  /**
   * Of a server.
   *
   * @param place where it listens; to a socket nobody comes by a name
   * @param allowed further names; without any, a server that others reach answers to every name
   */
  Hosts(Place place, List<String> allowed) {
    allowed.forEach(each -> own.add(plain(each)));
    any =
        switch (place) {
          case Place.Socket socket -> true;
          case Place.Port port -> {
            own.add(plain(port.host()));
            yield allowed.isEmpty() && !isLoopback(port.host());
          }
        };
  }

  /** A host that is none is refused when the server begins to listen there. */
  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** As names are compared: an address without brackets, no dot at the end, in small letters. */
  private static String plain(String host) {
    return host.replaceFirst("^\\[(.*)]$", "$1").replaceFirst("\\.$", "").toLowerCase(Locale.ROOT);
  }

  /**
   * Refuses who calls the server by a name that is not its own.
   *
   * @throws Problem naming what would let it in
   */
  void require(Exchange exchange) {
    if (!any && !isOwn(exchange)) {
      throw Problem.of(
          Problem.Kind.MISDIRECTED,
          "this server does not go by the name in the header Host: call it localhost, or have it"
              + " started with that name in %s".formatted(Setting.ALLOWED_HOST));
    }
  }

  /**
   * Whether a request names this machine, or a name that the server was told; so does one that
   * names nothing, which no browser sends, and one that names the very address it came to.
   */
  boolean isOwn(Exchange exchange) {
    Request request = exchange.request();
    Optional<String> header = exchange.header("Host").filter(host -> !host.isBlank());
    HttpURI uri = request.getHttpURI();
    return isOwn(header.map(Hosts::withoutPort), request)
        && isOwn(Optional.ofNullable(uri.getHost()), request);
  }

  private boolean isOwn(Optional<String> host, Request request) {
    return host.map(Hosts::plain)
        .map(name -> own.contains(name) || name.equals(plain(Request.getLocalAddr(request))))
        .orElse(true);
  }

  /** What is no host at all is refused like another's name. */
  private static String withoutPort(String header) {
    try {
      return new HostPort(header.strip()).getHost();
    } catch (IllegalArgumentException e) {
      return header;
    }
  }
}
