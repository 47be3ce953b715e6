// Nordic's update package (nrfutil): a zip with manifest.json, the program and its signed init packet.
import { unzipSync } from 'fflate';

interface Part {
  readonly bin_file?: string;
  readonly dat_file?: string;
}

const largestPackage = 4 << 20;

/** Why it is no such package. For which board it is only the boot loader can tell: it checks the signed packet. */
export function nordicPackageProblem(image: Uint8Array): string | undefined {
  if (image[0] !== 0x50 || image[1] !== 0x4b) return 'it is no zip file';
  if (image.length > largestPackage) return 'it is too large';
  let files: Record<string, Uint8Array>;
  let manifest: { manifest?: Record<string, Part> };
  try {
    files = unzipSync(image, { filter: (file) => file.originalSize <= largestPackage });
    manifest = JSON.parse(Buffer.from(files['manifest.json'] ?? '').toString('utf8'));
  } catch {
    return 'it has no manifest.json that can be read';
  }
  const parts = Object.values(manifest.manifest ?? {}).filter((part) => part?.bin_file);
  if (parts.length === 0) return 'its manifest names no program';
  for (const { bin_file: bin = '', dat_file: dat = '' } of parts)
    if (!files[bin]?.length || !files[dat]?.length)
      return `its manifest names ${bin} and ${dat}, which it does not hold`;
  return undefined;
}
