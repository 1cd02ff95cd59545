/** Image files to pixels. */
package org.outeffhop.image;
