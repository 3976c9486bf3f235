"""A full disk: small file systems of every size, page by page, and some that others have filled."""

import os
import shutil
import subprocess

from .common import Failed, Result, Work, call, clear, driver, environment


def fill(store, marks, *more):
    return call([driver(), "scenario", "--name", "fill", "--store", store, "--marks", marks, *more], env=environment())


def lost(store, marks):
    found = call([driver(), "check", "--store", store, "--marks", marks], env=environment())
    return [found.stdout.strip()[-300:]] if found.returncode else []


def take_room(file, free_pages):
    """Fills the disk but for some pages."""
    with open(file, "wb", buffering=0) as filling:
        try:
            while filling.write(bytes(4096)) == 4096:
                pass
        except OSError:
            pass
        filling.truncate(max(0, filling.tell() // 4096 - free_pages) * 4096)


def run(options):
    if os.geteuid() != 0:
        return Result("skipped: only root may mount", True, "skipped", True)
    details = []
    full = sizes = 0
    with Work() as work:
        disk, marks = clear(work / "disk"), work / "marks"

        def mount(pages, *more):
            if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={pages * 4096}{','.join(['', *more])}", "tmpfs", disk]).returncode:
                raise Failed("tmpfs cannot be mounted")

        try:
            for pages in range(4, options.pick(250, 350, 350), options.pick(12, 2, 1)):
                marks.unlink(missing_ok=True)
                marks.touch()
                mount(pages)
                sizes += 1
                result = fill(disk / "store", marks)
                if result.returncode not in (0, 3):
                    details.append(f"{pages} pages: ended with {result.returncode}: {result.stdout[-300:]}")
                full += result.returncode == 3
                # There is room again: everything that was promised is there, and the rest can be appended.
                subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
                details += [f"{pages} pages: {problem}" for problem in lost(disk / "store", marks)]
                result = fill(disk / "store", marks)
                if result.returncode:
                    details.append(f"{pages} pages, then room again: ended with {result.returncode}: {result.stdout[-300:]}")
                details += [f"{pages} pages, then room again: {problem}" for problem in lost(disk / "store", marks)]
                subprocess.run(["umount", disk], check=True)
            # Others have taken the room before there is a store, or have copied one without its lock file.
            for free in range(0, options.pick(6, 24, 48)):
                for is_copied in (False, True):
                    marks.write_text("")
                    mount(300)
                    sizes += 1
                    if is_copied:
                        if fill(work / "copied", marks).returncode:
                            raise Failed("a store cannot be made")
                        clear(disk / "store")
                        shutil.move(work / "copied" / "data.mdb", disk / "store" / "data.mdb")
                        shutil.rmtree(work / "copied")
                    take_room(disk / "filling", free)
                    result = fill(disk / "store", marks)
                    name = f"{free} free pages, {'a copy' if is_copied else 'no store'}"
                    full += result.returncode == 3
                    if result.returncode not in (0, 3):
                        details.append(f"{name}: ended with {result.returncode}: {result.stdout[-300:]}")
                    (disk / "filling").unlink()
                    subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
                    result = fill(disk / "store", marks)
                    if result.returncode:
                        details.append(f"{name}, then room again: ended with {result.returncode}: {result.stdout[-300:]}")
                    details += [f"{name}, then room again: {problem}" for problem in lost(disk / "store", marks)]
                    subprocess.run(["umount", disk], check=True)
            marks.write_text("")
            mount(60)
            fill(disk / "store", marks, "--defect", "early-ack")
            subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
            control = lost(disk / "store", marks)
        finally:
            subprocess.run(["umount", "-l", disk], stderr=subprocess.DEVNULL)
    return Result(
        f"{full} of {sizes} file systems filled up, {len(details)} lost", not details and full > 0, "acknowledging before the append",
        bool(control), details[:20])
