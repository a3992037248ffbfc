@NullMarked
package dev.nextvec.internal.store;

import org.jspecify.annotations.NullMarked;
