/** Where a number came from: software, machine, data, split and seed. */
@NullMarked
package dev.nextvec.provenance;

import org.jspecify.annotations.NullMarked;
